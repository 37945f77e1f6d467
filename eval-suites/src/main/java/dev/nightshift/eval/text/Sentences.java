package dev.nightshift.eval.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Splits English text into sentences by the rules of Punkt: Kiss and Strunk, "Unsupervised
 * multilingual sentence boundary detection", Computational Linguistics 32(4), 2006.
 *
 * <p>A boundary can only follow {@code .}, {@code ?} or {@code !} at the end of a run of characters
 * without spaces, or before a closing mark. After {@code ?} and {@code !} there always is one.
 * After a period there is one unless it belongs to an abbreviation, an ellipsis, an initial or a
 * number; then the next word decides (section 4.2 of the paper, "orthographic heuristic"): a word
 * in lower case continues the sentence; a capitalised word that is usually written in lower case
 * ({@code The}, {@code However}) starts one.
 *
 * <p>Punkt learns abbreviations and the usual spelling of words from a corpus. The lists here are
 * short ones of our own, so counts differ from a trained model's now and then, around rare
 * abbreviations. Takes time in proportion to the text.
 */
public final class Sentences {

  private static final String ENDS = ".?!";

  /** What may follow a sentence without a space, and what no word contains. */
  private static final String NO_WORD = ")\";}]*:@'({[?!";

  private static final String CLOSING = "\"')]}";

  private static final Pattern NUMBER = Pattern.compile("-?[.,]?\\d[\\d,.-]*+");

  private static final Set<String> ABBREVIATIONS =
      Set.of(
          "a.d", "a.m", "adm", "al", "apr", "assn", "aug", "ave", "b.c", "bldg", "blvd", "bros",
          "c.e", "ca", "capt", "cf", "co", "col", "corp", "d.c", "dec", "dept", "dr", "e.g", "ed",
          "esq", "est", "etc", "feb", "fig", "figs", "fr", "ft", "gen", "gov", "hon", "i.e", "inc",
          "jan", "jr", "lt", "ltd", "maj", "messrs", "mr", "mrs", "ms", "mt", "n.y", "no", "nos",
          "nov", "oct", "p.m", "p.s", "ph.d", "pp", "prof", "rep", "reps", "rev", "sen", "sens",
          "sep", "sept", "sgt", "sr", "st", "u.k", "u.n", "u.s", "u.s.a", "univ", "v", "viz", "vol",
          "vs");

  /** Words that are capitalised at the start of a sentence and hardly elsewhere. */
  private static final Set<String> STARTERS =
      Set.of(
          "a",
          "after",
          "all",
          "also",
          "although",
          "among",
          "an",
          "and",
          "another",
          "any",
          "as",
          "at",
          "because",
          "before",
          "both",
          "but",
          "by",
          "despite",
          "during",
          "each",
          "even",
          "every",
          "finally",
          "first",
          "for",
          "from",
          "furthermore",
          "he",
          "her",
          "here",
          "his",
          "how",
          "however",
          "i",
          "if",
          "in",
          "indeed",
          "instead",
          "it",
          "its",
          "many",
          "meanwhile",
          "more",
          "moreover",
          "most",
          "my",
          "nevertheless",
          "next",
          "no",
          "now",
          "of",
          "on",
          "once",
          "one",
          "other",
          "others",
          "our",
          "over",
          "perhaps",
          "she",
          "since",
          "so",
          "some",
          "still",
          "such",
          "that",
          "the",
          "their",
          "then",
          "there",
          "therefore",
          "these",
          "they",
          "this",
          "those",
          "though",
          "thus",
          "to",
          "today",
          "two",
          "under",
          "unlike",
          "until",
          "we",
          "well",
          "what",
          "when",
          "where",
          "whether",
          "which",
          "while",
          "who",
          "why",
          "with",
          "yes",
          "yet",
          "you",
          "your");

  private Sentences() {}

  /** A run of characters without white space. */
  private record Chunk(int start, int end) {}

  /** How many sentences a text has. */
  public static int count(String text) {
    return split(text).size();
  }

  /** The sentences, without the white space around them. */
  public static List<String> split(String text) {
    List<Chunk> chunks = chunks(text);
    List<String> sentences = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < chunks.size(); i++) {
      Chunk next = i + 1 < chunks.size() ? chunks.get(i + 1) : null;
      int boundary = boundary(text, chunks.get(i), next);
      if (boundary > 0) {
        start = add(text, start, closing(text, boundary), sentences);
      }
    }
    add(text, start, text.length(), sentences);
    return sentences;
  }

  private static int add(String text, int start, int end, List<String> sentences) {
    String sentence = PythonText.strip(text.substring(start, end));
    if (!sentence.isEmpty()) {
      sentences.add(sentence);
    }
    return end;
  }

  private static List<Chunk> chunks(String text) {
    List<Chunk> chunks = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean space = i == text.length() || PythonText.isSpace(text.charAt(i));
      if (space && start >= 0) {
        chunks.add(new Chunk(start, i));
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return chunks;
  }

  /** Where a sentence ends within a chunk, after its mark; 0 where none does. */
  private static int boundary(
      String text, Chunk chunk, @org.jspecify.annotations.Nullable Chunk next) {
    for (int i = chunk.end() - 1; i >= chunk.start(); i--) {
      if (ENDS.indexOf(text.charAt(i)) < 0) {
        continue;
      }
      boolean last = i == chunk.end() - 1;
      boolean candidate = last ? next != null : NO_WORD.indexOf(text.charAt(i + 1)) >= 0;
      if (candidate) {
        String following =
            last && next != null
                ? text.substring(next.start(), next.end())
                : text.substring(i + 1, i + 2);
        return ends(text, chunk.start(), i, following) ? i + 1 : 0;
      }
    }
    return 0;
  }

  /** Whether the mark at a place ends a sentence. */
  private static boolean ends(String text, int from, int mark, String following) {
    for (int i = from; i <= mark; i++) {
      if (text.charAt(i) == '?' || text.charAt(i) == '!') {
        return true;
      }
    }
    int start = mark;
    while (start > from && NO_WORD.indexOf(text.charAt(start - 1)) < 0) {
      start--;
    }
    String word = PythonText.stripLeft(text.substring(start, mark), "-,&#`");
    if (word.endsWith(".")) {
      return starts(following) == Answer.YES;
    }
    String type = word.toLowerCase(Locale.ROOT);
    boolean initial = type.length() == 1 && Character.isLetter(type.charAt(0));
    boolean number = NUMBER.matcher(type).matches();
    boolean abbreviation =
        ABBREVIATIONS.contains(type)
            || ABBREVIATIONS.contains(type.substring(type.lastIndexOf('-') + 1));
    if (abbreviation && !initial) {
      return starts(following) == Answer.YES;
    }
    if (initial || number) {
      Answer answer = starts(following);
      boolean capital = Character.isUpperCase(following.codePointAt(0));
      return answer != Answer.NO && !(answer == Answer.UNKNOWN && initial && capital);
    }
    return true;
  }

  private enum Answer {
    YES,
    NO,
    UNKNOWN
  }

  /** Whether a word starts a sentence, by the way it is written. */
  private static Answer starts(String word) {
    int first = word.codePointAt(0);
    if (ENDS.indexOf(first) >= 0 || ";:,".indexOf(first) >= 0) {
      return Answer.NO;
    }
    if (Character.isLowerCase(first)) {
      return Answer.NO;
    }
    int end = 0;
    while (end < word.length() && Character.isLetter(word.charAt(end))) {
      end++;
    }
    boolean usuallyLower = STARTERS.contains(word.substring(0, end).toLowerCase(Locale.ROOT));
    return Character.isUpperCase(first) && usuallyLower ? Answer.YES : Answer.UNKNOWN;
  }

  /** Closing marks right after a sentence belong to it. */
  private static int closing(String text, int from) {
    int end = from;
    while (end < text.length() && CLOSING.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    boolean atSpace = end == text.length() || PythonText.isSpace(text.charAt(end));
    return atSpace || text.startsWith("--", end) ? end : from;
  }
}
