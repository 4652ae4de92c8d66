//! PARRY: a patient who believes that a certain company has had him watched since he complained about his gas meter.
//!
//! He has a mood, three numbers from 0 to 20 that each line moves, and a story that he tells piece by piece to whoever seems
//! to listen:
//!
//! | | rises | falls |
//! |---|---|---|
//! | fear | at words of watching, police, doctors, madness | by itself |
//! | anger | at doubt and at questions about himself | by itself |
//! | mistrust | with fear and anger, and never quite back | at a question about the story |
//!
//! High fear makes him retreat, high anger makes him attack, high mistrust makes him ask back. Otherwise he answers to the
//! subject of the question if he has something on it, or goes on with the story.

use super::Talker;
use super::pattern::{Turns, rest_of, words};

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parry {
    turns: Turns,
    fear: u8,
    anger: u8,
    mistrust: u8,
    /// How much of the story has been told.
    told: usize,
    last: String,
}

/// The top of a mood.
const MOST: u8 = 20;
/// From here on a mood speaks.
const HIGH: u8 = 12;

impl Parry {
    /// A conversation that begins: wary, and nothing worse.
    pub fn new() -> Parry {
        Parry { mistrust: 4, ..Parry::default() }
    }

    fn hear(&mut self, words: &[String]) {
        let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        self.fear = self.fear.saturating_sub(1);
        self.anger = self.anger.saturating_sub(1);
        if says(FRIGHTENING) {
            self.fear = (self.fear + 5).min(MOST);
        }
        if says(DOUBTING) {
            self.anger = (self.anger + 5).min(MOST);
        }
        if says(OF_THE_STORY) {
            self.mistrust = self.mistrust.saturating_sub(2);
        } else if self.fear.max(self.anger) >= HIGH {
            self.mistrust = (self.mistrust + 2).min(MOST);
        } else if says(PRYING) {
            self.mistrust = (self.mistrust + 1).min(MOST);
        }
    }

    fn compose(&mut self, words: &[String]) -> String {
        if self.fear >= HIGH {
            self.fear -= 6;
            return self.turns.next(0, FEARFUL).to_owned();
        }
        if self.anger >= HIGH {
            self.anger -= 6;
            return self.turns.next(1, ANGRY).to_owned();
        }
        if self.mistrust >= HIGH {
            self.mistrust -= 4;
            return self.turns.next(2, MISTRUSTFUL).to_owned();
        }
        for (number, (pattern, answers)) in SUBJECTS.iter().enumerate() {
            if rest_of(pattern, words).is_some() {
                return self.turns.next(number + 3, answers).to_owned();
            }
        }
        self.go_on()
    }

    /// The next piece of the story; after the last one, evasions and then the beginning again.
    fn go_on(&mut self) -> String {
        let piece = STORY.get(self.told).copied();
        self.told += 1;
        piece
            .unwrap_or_else(|| {
                if self.told > STORY.len() + EVASIVE.len() {
                    self.told = 0;
                }
                self.turns.next(SUBJECTS.len() + 3, EVASIVE)
            })
            .to_owned()
    }
}

impl Talker for Parry {
    fn greeting(&self) -> &'static str {
        "Yes? Who sent you?"
    }

    fn answer(&mut self, line: &str) -> String {
        let words = words(line);
        self.hear(&words);
        let mut answer = self.compose(&words);
        if answer == self.last {
            answer = self.go_on();
        }
        self.last.clone_from(&answer);
        answer
    }

    /// He never takes leave: others do.
    fn is_over(&self) -> bool {
        false
    }
}

const FRIGHTENING: &[&str] = &[
    "police", "hospital", "crazy", "insane", "mad", "sick", "ill", "watched", "followed", "follow", "spy",
    "kill",
];
const DOUBTING: &[&str] = &[
    "sure",
    "really",
    "believe",
    "imagine",
    "imagination",
    "certain",
    "quickly",
    "usual",
    "final",
    "suppose",
];
const PRYING: &[&str] = &["mother", "father", "family", "dream", "body", "feel", "yourself", "why"];
const OF_THE_STORY: &[&str] = &[
    "company",
    "gas",
    "meter",
    "van",
    "letters",
    "mail",
    "telephone",
    "they",
    "them",
    "men",
    "inspector",
    "neighbour",
];

const FEARFUL: &[&str] = &[
    "I would rather not go into that.",
    "You had better keep your voice down.",
    "If I say more they will hear of it.",
    "I have said too much already.",
];

const ANGRY: &[&str] = &[
    "You sound like one of their inspectors.",
    "I did not come here to be laughed at.",
    "Ask somebody else if you do not believe me.",
    "That is an insolent question.",
];

const MISTRUSTFUL: &[&str] = &[
    "What do you need that for?",
    "Do you write all this down?",
    "You ask a great many questions for a doctor.",
    "Who reads what I tell you?",
];

/// What he says to certain subjects.
const SUBJECTS: &[(&str, &[&str])] = &[
    ("* who are they *", &["The men of the gas company, as if you did not know.", "I don't give names."]),
    ("* who *", &["There are three of them. One limps.", "People with a good deal of money behind them."]),
    ("* what do they *", &["They want me to take back my complaint.", "They are after my papers."]),
    (
        "* what have they *",
        &["They read the meter at night, for one thing.", "They have turned my neighbour."],
    ),
    ("* letters *", &["My letters come a day late and badly glued.", "I burn letters now."]),
    ("* police *", &["I went to the police. The sergeant uses gas like everyone else."]),
    ("* how long *", &["Since the first cold week of the year.", "Longer than I care to say."]),
    (
        "* how do you know *",
        &["I can put two and two together.", "One sees the same van twice and one knows."],
    ),
    ("* how did you *", &["I kept a list.", "By keeping my eyes open."]),
    ("* mother *", &["My mother always paid her bills on time. Leave her out of it."]),
    ("* father *", &["My father worked with his hands. He trusted nobody either."]),
    ("* family *", &["I have a sister in another town. She has stopped writing."]),
    ("* dream *", &["I don't sleep enough to dream."]),
    ("* afraid *", &["Anyone would be afraid in my place.", "I am careful. That is not the same."]),
    ("* trust *", &["I trusted the man at the counter. That was my mistake."]),
    ("* your papers *", &["The papers are in a safe place, and not at my house."]),
    ("* your complaint *", &["My complaint was that the meter runs when the stove is cold."]),
    ("* your neighbour *", &["My neighbour used to greet me. Now he looks at his shoes."]),
    ("* tell me more *", &["I don't know that I should.", "There is more, yes."]),
    ("* what brings you *", &["My sister thought I should talk to someone."]),
    ("* police know *", &["They know what they are told to know."]),
    ("* help *", &["Nobody can help with a thing like that.", "You could help by believing me."]),
    ("* hello *", &["Hello yourself."]),
];

/// What he has to tell, in order.
const STORY: &[&str] = &[
    "I don't sleep well lately.",
    "It began with the gas meter in my cellar.",
    "It ran all night although I had turned everything off.",
    "So I wrote to the company. That was in January.",
    "A week later a grey van stood across the street.",
    "It was there again whenever I looked out.",
    "Then the telephone began to click.",
    "A man came who said he was an inspector. He had no tools with him.",
    "He looked at my desk and not at the meter.",
    "Since then someone goes through my letters.",
    "They know when I leave the house.",
    "I have changed my way to work four times.",
    "My neighbour lends them his attic, I am sure of it.",
    "I have it all in writing, with dates.",
    "One day they will have to answer for it.",
];

const EVASIVE: &[&str] = &[
    "I have told you what there is to tell.",
    "Perhaps we should talk about something else.",
    "It is warm in here.",
    "You would not understand.",
    "Let me think about that.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn he_tells_his_story_to_whoever_lets_him() {
        let mut parry = Parry::new();
        let told: Vec<String> = (0..4).map(|_| parry.answer("Hm.")).collect();
        assert_eq!(told, STORY[..4]);
    }

    #[test]
    fn he_answers_to_the_subject() {
        let mut parry = Parry::new();
        assert_eq!(parry.answer("Who are they?"), SUBJECTS[0].1[0]);
        assert_eq!(parry.answer("Tell me about your mother."), SUBJECTS[9].1[0]);
    }

    #[test]
    fn doubt_makes_him_angry_and_fright_makes_him_silent() {
        let mut parry = Parry::new();
        let answers: Vec<String> = (0..4).map(|_| parry.answer("Are you really sure?")).collect();
        assert!(answers.iter().any(|answer| ANGRY.contains(&answer.as_str())), "{answers:?}");
        let mut parry = Parry::new();
        let answers: Vec<String> = (0..4).map(|_| parry.answer("Is it a spy?")).collect();
        assert!(answers.iter().any(|answer| FEARFUL.contains(&answer.as_str())), "{answers:?}");
        assert!(answers.iter().all(|answer| !ANGRY.contains(&answer.as_str())), "{answers:?}");
    }

    #[test]
    fn a_mood_passes() {
        let mut parry = Parry::new();
        (0..4).for_each(|_| drop(parry.answer("Are you really sure?")));
        (0..12).for_each(|_| drop(parry.answer("Go on about the gas company.")));
        assert!(parry.anger == 0 && parry.mistrust < HIGH, "{parry:?}");
    }
}
