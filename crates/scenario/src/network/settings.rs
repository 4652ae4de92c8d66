//! What a network file says about the IMP program, as the world takes it.

use arpanet_world::imp::{self, RoutingPeriod, Settings};

use crate::file::{FlowControl, ImpProgram, Routing, Setting};

/// The settings; what the file leaves out is as in January 1973.
pub(super) fn of(program: &ImpProgram) -> Settings {
    let mut settings = Settings::JANUARY_1973;
    apply(program, &mut settings);
    settings
}

/// Puts what the file says over the settings; what it leaves out stays as it is.
pub(crate) fn apply(program: &ImpProgram, settings: &mut Settings) {
    if let Some(routing) = &program.routing {
        settings.routing = match routing.is {
            Routing::EverySlowTick => imp::Routing::Adaptive(RoutingPeriod::SlowTick),
            Routing::BySpeedAndLoad => imp::Routing::Adaptive(RoutingPeriod::SpeedAndLoad),
            Routing::Static => imp::Routing::Static,
        };
    }
    if let Some(flow_control) = &program.flow_control {
        settings.flow_control = match flow_control.is {
            FlowControl::RequestAllocate => imp::FlowControl::Allocation,
            FlowControl::SendUnasked => imp::FlowControl::Older,
        };
    }
    let checks = &mut settings.checks;
    put(&mut checks.routing, program.routing_checksums.as_ref());
    put(&mut checks.packets, program.packet_checksums.as_ref());
    put(&mut checks.end_to_end, program.end_to_end_checks.as_ref());
    put(&mut checks.routing_code, program.routing_code_checks.as_ref());
    put(&mut settings.message_id, program.message_id.as_ref());
    put(&mut settings.throughput_reports, program.throughput_reports.as_ref());
    put(&mut settings.limits.reassembly, program.reassembly_buffers.as_ref());
    put(&mut settings.limits.reassembly_blocks, program.reassembly_blocks.as_ref());
    put(&mut settings.limits.store_and_forward, program.store_and_forward_buffers.as_ref());
}

fn put<T: Copy>(place: &mut T, setting: Option<&Setting<T>>) {
    if let Some(setting) = setting {
        *place = setting.is;
    }
}
