//! Users: what a host knows of them, and what a person must tell it.

use crate::error::LoginError;

/// A user of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// User name, and name of the user's directory.
    pub user: String,
    /// Password; empty for none.
    pub password: String,
    /// The account that the user must name; empty for none.
    pub account: String,
}

/// What one needs to log in somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials {
    /// User name.
    pub user: String,
    /// Password; empty for none.
    pub password: String,
    /// Account; empty for none.
    pub account: String,
}

impl Account {
    /// Whether a person who says this is the user. What the account doesn't ask for may be given or left out.
    pub fn check(&self, password: Option<&str>, account: Option<&str>) -> Result<(), LoginError> {
        match password {
            _ if self.password.is_empty() => {}
            None => return Err(LoginError::PasswordNeeded),
            Some(password) if password == self.password => {}
            Some(_) => return Err(LoginError::WrongPassword),
        }
        match account {
            _ if self.account.is_empty() => Ok(()),
            None => Err(LoginError::AccountNeeded),
            Some(account) if account == self.account => Ok(()),
            Some(_) => Err(LoginError::WrongAccount),
        }
    }
}
