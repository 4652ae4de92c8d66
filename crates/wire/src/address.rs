//! Names of IMPs and hosts as the leader carries them.
//!
//! In 1973 an address is one octet: two bits of host at the IMP, six bits of IMP (RFC 208 p. 2). Inside the
//! simulation both parts are wider, so that generated networks can be larger than history's; [`HostAddress::to_octet`]
//! says whether an address fits the 1973 leader.

use std::fmt;

/// The number of an IMP; 1 to 63 in the 1973 leader (RFC 208 p. 2), wider inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImpNumber(pub u16);

/// A host: which interface of which IMP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostAddress {
    /// The IMP.
    pub imp: ImpNumber,
    /// The host interface at the IMP, 0 to 3.
    pub host: u8,
}

impl HostAddress {
    /// The address that an octet of the 1973 leader names: bits 1-2 host, bits 3-8 IMP. RFC 208 p. 2.
    pub const fn from_octet(octet: u8) -> HostAddress {
        HostAddress { imp: ImpNumber((octet & 0o77) as u16), host: octet >> 6 }
    }

    /// The octet of the 1973 leader, or `None` when the IMP number needs more than six bits or the host more than two.
    pub const fn to_octet(self) -> Option<u8> {
        if self.imp.0 > 0o77 || self.host > 3 {
            return None;
        }
        Some(self.host << 6 | self.imp.0 as u8)
    }
}

impl fmt::Display for ImpNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for HostAddress {
    /// The decimal host number of the period (`69` for host 1 at IMP 5), or `imp/host` where none exists.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_octet() {
            Some(octet) => octet.fmt(f),
            None => write!(f, "{}/{}", self.imp, self.host),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 208 p. 2-3: UCLA's 360 is host 1 at IMP 1, network address 65; RFC 305: the TIP at IMP 22 is 150.
    #[test]
    fn an_address_of_1973_is_one_octet() {
        for (octet, host, imp) in [(1, 0, 1), (65, 1, 1), (133, 2, 5), (150, 2, 22), (255, 3, 63)] {
            let address = HostAddress { imp: ImpNumber(imp), host };
            assert_eq!((HostAddress::from_octet(octet), address.to_octet()), (address, Some(octet)));
            assert_eq!(address.to_string(), octet.to_string());
        }
    }

    #[test]
    fn a_wider_address_has_no_octet_and_says_so() {
        for (host, imp, told) in [(0, 64, "64/0"), (4, 5, "5/4"), (255, 65_535, "65535/255")] {
            let address = HostAddress { imp: ImpNumber(imp), host };
            assert_eq!((address.to_octet(), address.to_string().as_str()), (None, told));
        }
    }
}
