//! The go-between: `encounter DOCTORHOST PARRYHOST [EXCHANGES]` gets connections with both programs, tells each what the other
//! says, and prints it all. So RFC 439 has it done at a third host.

use super::{DOCTOR, PARRY};
use crate::error::{Failure, Outcome};
use crate::icp::{self, Service};
use crate::small::LineSession;
use crate::sys::Sys;

/// Exchanges when the user doesn't say. Assumed.
const USUAL_EXCHANGES: u32 = 20;
/// How long one of them may think. Assumed.
const PATIENCE_NS: u64 = 60_000_000_000;

/// The program.
pub async fn encounter(sys: Sys) -> Outcome {
    let (doctor_host, parry_host, exchanges) = match sys.arguments() {
        [doctor, parry] => (doctor, parry, USUAL_EXCHANGES),
        [doctor, parry, count] => {
            let count =
                count.parse().map_err(|_| Failure::new(format!("`{count}` is no number of exchanges")))?;
            (doctor, parry, count)
        }
        _ => return Err(Failure::new("encounter wants the hosts of DOCTOR and PARRY, and perhaps a number")),
    };
    let mut doctor = Party::meet(&sys, "DOCTOR", doctor_host, DOCTOR).await?;
    let mut parry = Party::meet(&sys, "PARRY", parry_host, PARRY).await?;
    // PARRY's greeting is for nobody: DOCTOR opens.
    parry.hear(&sys).await?;
    let mut said = doctor.hear(&sys).await?;
    for _ in 0..exchanges {
        let answer = parry.answer(&sys, &said).await?;
        said = doctor.answer(&sys, &answer).await?;
    }
    doctor.answer(&sys, "Goodbye.").await?;
    doctor.session.close().await;
    parry.session.close().await;
    Ok(())
}

/// One of the two.
struct Party {
    name: &'static str,
    session: LineSession,
}

impl Party {
    async fn meet(sys: &Sys, name: &'static str, host: &str, service: Service) -> Result<Party, Failure> {
        let address =
            sys.address_of(host).ok_or_else(|| Failure::new(format!("there is no host `{host}`")))?;
        let session = icp::user(sys, address, service).await?;
        Ok(Party { name, session: LineSession::new(sys, session) })
    }

    async fn hear(&mut self, sys: &Sys) -> Result<String, Failure> {
        let line = sys.within(PATIENCE_NS, self.session.read_line()).await;
        let line = line.flatten().ok_or_else(|| Failure::new(format!("{} says nothing more", self.name)))?;
        sys.print(format!("{:7} {line}\r\n", format!("{}:", self.name)));
        Ok(line)
    }

    async fn answer(&mut self, sys: &Sys, said: &str) -> Result<String, Failure> {
        self.session.print(&format!("{said}\n")).await;
        self.hear(sys).await
    }
}
