/** The widget's own words. A language is a file in words/ with the keys of words/en.js, and its code below. */

const LANGUAGES = ["en"];
const DAY = 86_400_000;

/**
 * The words of one language, English for one we don't have: call it with a key and what to fill in.
 * `lang` is the language of the words, `locale` the customer's own for times and days.
 */
export async function wordsFor(wanted) {
  const lang = [wanted?.split("-")[0], "en"].find((one) => LANGUAGES.includes(one));
  const { words } = await import(`./words/${lang}.js`);
  const plural = new Intl.PluralRules(lang);
  const say = (key, values = {}) => {
    const text = words[key].other ? words[key][plural.select(values.count)] ?? words[key].other : words[key];
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  };
  const locale = navigator.languages.find((one) => one.split("-")[0] === lang) ?? lang;
  return Object.assign(say, { lang, locale });
}

/** Who speaks: never a doubt whether it is a person (METHOD R5). */
export function speakerName(kind, name, words) {
  if (kind === "bot") return words("bot");
  return name ? words("person", { name }) : words("person_unnamed");
}

/** The sentence of the status strip, or "": a time, never "soon" (METHOD M4, M9). */
export function statusSentence(status, words, now) {
  const promised = status.promised_by ? new Date(status.promised_by) : null;
  switch (status.phase) {
    case "queued":
      return waitingLine(status, words) || promise(promised, words, now) || words("person_asked");
    case "follow_up":
      return promise(promised, words, now) || words("follow_up");
    case "resolved":
    case "closed":
      return words(status.phase);
    default:
      return "";
  }
}

function waitingLine({ ahead, wait_minutes: count }, words) {
  const parts = [];
  if (ahead != null) parts.push(ahead === 0 ? words("next") : words("ahead", { count: ahead }));
  if (count != null) parts.push(words("wait", { count: Math.max(1, Math.ceil(count)) }));
  return parts.join(" ");
}

/** A promise is shown as it was given, also once it is broken. */
function promise(date, words, now) {
  if (!date) return "";
  const [time, days] = [clock(date, words), daysUntil(date, now)];
  if (date < now) return words("promise_late", { time: days === 0 ? time : `${time}, ${longDay(date, words)}` });
  if (days < 2) return words(days === 0 ? "promised_today" : "promised_tomorrow", { time });
  return words("promised_day", { time, day: longDay(date, words) });
}

/** "8:30" or "8:30 AM", as the customer's browser has it. */
export function clock(date, { locale }) {
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions();
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", hourCycle }).format(date);
}

/** Whole calendar days from `now` to `date`: 0 is today, 1 tomorrow, -1 yesterday. */
export function daysUntil(date, now) {
  return Math.round((midnight(date) - midnight(now)) / DAY);
}

/** "Today", "Yesterday", "Monday 23 November". */
export function dayName(date, now, words) {
  const days = daysUntil(date, now);
  const text = days === 0 || days === -1
    ? new Intl.RelativeTimeFormat(words.lang, { numeric: "auto" }).format(days, "day")
    : longDay(date, words);
  return text.charAt(0).toLocaleUpperCase(words.lang) + text.slice(1);
}

function longDay(date, { locale }) {
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(date);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
