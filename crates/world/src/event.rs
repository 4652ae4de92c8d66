//! The one closed enum of events: what the queue holds.
//!
//! An event names things by id and carries nothing else; what is to happen lies in the tables. Where an event can be
//! overtaken (a wake-up armed anew, a transfer cut off), it carries the generation of its making, and an old one is
//! ignored.

/// Something that happens at one instant to one machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// An IMP's wake-up.
    ImpWake { imp: u16, generation: u32 },
    /// A host's wake-up.
    HostWake { host: u16, generation: u32 },
    /// Something has happened on a line of the IMP that it could hear of late; where housekeeping is played eagerly.
    ImpNudge { imp: u16 },
    /// The last bit of the first packet in flight has arrived, and it is one of which its IMP must hear at once.
    LineReceived { wire: u16 },
    /// The piece that crosses from host to IMP has crossed.
    ImpTook { host: u16, generation: u32 },
    /// The packet that crosses from IMP to host has crossed.
    HostTook { host: u16, generation: u32 },
    /// The host's message broke off while the IMP was taking it.
    HostBrokeOff { host: u16 },
    /// A whole message from the IMP is in the host.
    HostHears { host: u16 },
    /// The IMP's ready line to the host has changed.
    ImpReady { host: u16, ready: bool },
    /// The host's ready line to the IMP has changed.
    HostReady { host: u16, ready: bool },
    /// The run begins for a host's system.
    HostStarts { host: u16 },
    /// The next message of a flow is due.
    FlowDue { flow: u32 },
    /// Something that entered by [`World::inject`](crate::World::inject) is due.
    InjectionDue { injection: u32 },
    /// Something that has come from a real machine or person is due.
    ArrivalDue { arrival: u32 },
    /// A planned fault is due.
    FaultDue { fault: u32 },
    /// A planned job is due.
    JobDue { job: u32 },
    /// A line at a job's terminal is due.
    LineTyped { job: u32, line: u16 },
    /// A change to an IMP's message generator is due.
    GeneratorDue { change: u32 },
    /// A second has passed: is anything left to happen?
    SecondPassed,
}

const _: () = assert!(size_of::<Event>() == 8, "an event is eight octets");
