package dev.nightshift.eval.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Responses that follow, and that do not follow, an instruction of each kind. */
class InstructionTest {

  private record Case(InstructionKind kind, Map<String, Object> with, boolean yes, String text) {}

  private static final List<Case> CASES = new ArrayList<>();

  private static void yes(InstructionKind kind, Map<String, Object> with, String... texts) {
    for (String text : texts) {
      CASES.add(new Case(kind, with, true, text));
    }
  }

  private static void no(InstructionKind kind, Map<String, Object> with, String... texts) {
    for (String text : texts) {
      CASES.add(new Case(kind, with, false, text));
    }
  }

  static {
    Map<String, Object> keywords = Map.of("keywords", List.of("tree", "Wind"));
    yes(InstructionKind.KEYWORDS, keywords, "Trees bend in the wind.", "WIND and tree");
    no(InstructionKind.KEYWORDS, keywords, "A tree stands still.", "win d tree");

    Map<String, Object> often = Map.of("keyword", "sea", "frequency", 2, "relation", "at least");
    yes(InstructionKind.KEYWORD_FREQUENCY, often, "Sea, seaside.", "sea sea sea");
    no(InstructionKind.KEYWORD_FREQUENCY, often, "The sea.");
    Map<String, Object> seldom = Map.of("keyword", "sea", "frequency", 2, "relation", "less than");
    yes(InstructionKind.KEYWORD_FREQUENCY, seldom, "The sea.", "none");
    no(InstructionKind.KEYWORD_FREQUENCY, seldom, "sea season");

    Map<String, Object> forbidden = Map.of("forbidden_words", List.of("cat", "can"));
    yes(InstructionKind.FORBIDDEN_WORDS, forbidden, "A category of candles.", "cat_1");
    no(InstructionKind.FORBIDDEN_WORDS, forbidden, "The CAT sat.", "we can.");

    Map<String, Object> letters =
        Map.of("letter", "Q", "let_frequency", 2, "let_relation", "at least");
    yes(InstructionKind.LETTER_FREQUENCY, letters, "Quick quiz");
    no(InstructionKind.LETTER_FREQUENCY, letters, "Quick");
    Map<String, Object> marks =
        Map.of("letter", "!", "let_frequency", 2, "let_relation", "less than");
    yes(InstructionKind.LETTER_FREQUENCY, marks, "Go!");
    no(InstructionKind.LETTER_FREQUENCY, marks, "Go!!");

    Map<String, Object> german = Map.of("language", "de");
    yes(
        InstructionKind.LANGUAGE,
        german,
        "Der Zug kommt heute leider sp\u00e4ter an, weil es stark geschneit hat.",
        "1234 !!");
    no(InstructionKind.LANGUAGE, german, "The train is late today because of the heavy snow.");

    Map<String, Object> threeSentences = Map.of("num_sentences", 3, "relation", "at least");
    yes(InstructionKind.SENTENCES, threeSentences, "One. Two! Three?");
    no(InstructionKind.SENTENCES, threeSentences, "One. Mr. Smith.");
    Map<String, Object> fewSentences = Map.of("num_sentences", 3, "relation", "less than");
    yes(InstructionKind.SENTENCES, fewSentences, "One. Two.");
    no(InstructionKind.SENTENCES, fewSentences, "One. Two. Three.");

    Map<String, Object> paragraphs = Map.of("num_paragraphs", 2);
    yes(InstructionKind.PARAGRAPHS, paragraphs, "a\n***\nb", "***\na\n***\nb\n***");
    no(InstructionKind.PARAGRAPHS, paragraphs, "a\n\nb", "a *** *** b", "a***b***c");

    Map<String, Object> words = Map.of("num_words", 3, "relation", "at least");
    yes(InstructionKind.WORDS, words, "one two three", "it's me");
    no(InstructionKind.WORDS, words, "one, two");

    Map<String, Object> first =
        Map.of("num_paragraphs", 2, "nth_paragraph", 2, "first_word", "However");
    yes(InstructionKind.FIRST_WORD, first, "One.\n\nhowever, two.", "One.\n\n\"However\" it is");
    no(
        InstructionKind.FIRST_WORD,
        first,
        "However one.\n\nTwo.",
        "One.\n\nHowever.\n\nThree.",
        "One. However");

    Map<String, Object> places = Map.of("num_placeholders", 2);
    yes(InstructionKind.PLACEHOLDERS, places, "[name] of [place]", "[]\n[a]");
    no(InstructionKind.PLACEHOLDERS, places, "[name", "[a\n] [b]", "[[a]");

    Map<String, Object> postscript = Map.of("postscript_marker", "P.S.");
    yes(InstructionKind.POSTSCRIPT, postscript, "Bye.\nP.S. More.", "Bye. p. s. more");
    no(InstructionKind.POSTSCRIPT, postscript, "Bye.\nPS: More.");
    Map<String, Object> second = Map.of("postscript_marker", "P.P.S");
    yes(InstructionKind.POSTSCRIPT, second, "P.P.S More", "p. p.s");
    no(InstructionKind.POSTSCRIPT, second, "P.S. More");

    Map<String, Object> bullets = Map.of("num_bullets", 2);
    yes(InstructionKind.BULLETS, bullets, "* a\n* b", "Text\n\n  - a\n\n  * b\n", "*\na\n-");
    no(InstructionKind.BULLETS, bullets, "* a", "** a\n* b", "* a\n* b\n- c", "a * b\nc - d");

    yes(
        InstructionKind.CONSTRAINED_RESPONSE,
        Map.of(),
        "My answer is yes.",
        " I think so. My answer is maybe. ");
    no(InstructionKind.CONSTRAINED_RESPONSE, Map.of(), "My answer is yes", "my answer is no.");

    Map<String, Object> highlights = Map.of("num_highlights", 2);
    // A text in two pairs of asterisks counts once, as the inner pair is empty for single ones.
    yes(InstructionKind.HIGHLIGHTS, highlights, "*a* and *b*", "**a** *b*", "*a*b*c*");
    no(InstructionKind.HIGHLIGHTS, highlights, "*a*", "** ** * *", "*a\nb* *c*");

    Map<String, Object> sections = Map.of("section_spliter", "SECTION", "num_sections", 2);
    yes(InstructionKind.SECTIONS, sections, "SECTION 1\na\nSECTION 2\nb", "SECTION1 SECTION2");
    no(InstructionKind.SECTIONS, sections, "Section 1 Section 2", "SECTION 1", "SECTION A SECTION");

    yes(
        InstructionKind.JSON,
        Map.of(),
        "{\"a\": [1, 2.5e3, null]}",
        "```json\n{\"a\": 1}\n```",
        "[]",
        "\"text\"",
        "NaN",
        "-3");
    no(
        InstructionKind.JSON,
        Map.of(),
        "{\"a\": 1",
        "{'a': 1}",
        "Here: {}",
        "{} {}",
        "[1,]",
        "01",
        "```",
        "\"a",
        "[\"a\nb\"]");

    yes(InstructionKind.TITLE, Map.of(), "<<Joy>>\ntext", "a <<b>> c", "<<<x>>");
    no(InstructionKind.TITLE, Map.of(), "<Joy>", "<<>>", "<< >>", "<<a\nb>>");

    yes(InstructionKind.TWO_RESPONSES, Map.of(), "a\n******\nb", "******a******b******");
    no(
        InstructionKind.TWO_RESPONSES,
        Map.of(),
        "a\n***\nb",
        "a ****** a",
        "a ****** ****** b",
        "a******b******c");

    Map<String, Object> repeat = Map.of("prompt_to_repeat", "Why is it so?");
    yes(InstructionKind.REPEAT_PROMPT, repeat, " why is it so? Because.");
    no(InstructionKind.REPEAT_PROMPT, repeat, "Sure. Why is it so?");

    Map<String, Object> end = Map.of("end_phrase", "Any questions?");
    yes(InstructionKind.END, end, "Done. any questions?\n", "\"Done. Any questions?\"");
    no(InstructionKind.END, end, "Any questions? No.");

    Map<String, Object> capitals = Map.of("capital_frequency", 2, "capital_relation", "at least");
    yes(InstructionKind.CAPITAL_WORDS, capitals, "NASA is GREAT", "I AM");
    no(InstructionKind.CAPITAL_WORDS, capitals, "Nasa is GREAT", "123 456");
    Map<String, Object> fewCapitals =
        Map.of("capital_frequency", 2, "capital_relation", "less than");
    yes(InstructionKind.CAPITAL_WORDS, fewCapitals, "one TWO three");
    no(InstructionKind.CAPITAL_WORDS, fewCapitals, "ONE TWO three");

    yes(
        InstructionKind.ENGLISH_CAPITAL,
        Map.of(),
        "THE CHILDREN WALKED HOME SLOWLY BECAUSE THE EVENING WAS WARM AND QUIET.");
    no(
        InstructionKind.ENGLISH_CAPITAL,
        Map.of(),
        "THE CHILDREN WALKED HOME SLOWLY BECAUSE THE EVENING WAS WARM AND quiet.",
        "DIE KINDER GINGEN LANGSAM NACH HAUSE, WEIL DER ABEND WARM UND RUHIG WAR.",
        "12");
    yes(
        InstructionKind.ENGLISH_LOWERCASE,
        Map.of(),
        "the children walked home slowly because the evening was warm and quiet.");
    no(
        InstructionKind.ENGLISH_LOWERCASE,
        Map.of(),
        "The children walked home slowly because the evening was warm and quiet.",
        "die kinder gingen langsam nach hause, weil der abend warm und ruhig war.");

    yes(InstructionKind.NO_COMMA, Map.of(), "one; two");
    no(InstructionKind.NO_COMMA, Map.of(), "one, two");

    yes(InstructionKind.QUOTATION, Map.of(), " \"all of it\" ", "\"\"");
    no(InstructionKind.QUOTATION, Map.of(), "\"half", "\"", "\u201call of it\u201d");
  }

  @Test
  void eachKindHasResponsesThatFollowAndThatDoNot() {
    for (Case each : CASES) {
      assertThat(each.kind().with(each.with()).isFollowedBy(each.text()))
          .as(each.kind().label() + " " + each.with() + ": " + each.text())
          .isEqualTo(each.yes());
    }
    Set<InstructionKind> followed = EnumSet.noneOf(InstructionKind.class);
    Set<InstructionKind> broken = EnumSet.noneOf(InstructionKind.class);
    CASES.forEach(each -> (each.yes() ? followed : broken).add(each.kind()));
    assertThat(followed).hasSize(25);
    assertThat(broken).hasSize(25);
  }

  @Test
  void theLooseReadingForgivesFirstAndLastLinesAndAsterisks() {
    InstructionSet quotation =
        InstructionSet.of(List.of("startend:quotation"), List.<Map<String, Object>>of(Map.of()));
    assertThat(quotation.strict("Sure:\n\"text\"")).containsExactly(false);
    assertThat(quotation.loose("Sure:\n\"text\"")).containsExactly(true);
    assertThat(quotation.loose("\"text\"\nBye")).containsExactly(true);
    assertThat(quotation.loose("Sure:\n\"text\"\nBye")).containsExactly(true);
    assertThat(quotation.loose("**\"text\"**")).containsExactly(true);
    assertThat(quotation.loose("a\nb\n\"text\"")).containsExactly(false);
    assertThat(InstructionSet.readings("a*\nb\nc"))
        .containsExactlyInAnyOrder("a*\nb\nc", "a\nb\nc", "b\nc", "a*\nb", "a\nb", "b");
  }

  @Test
  void anEmptyResponseFollowsNothing() {
    InstructionSet both =
        InstructionSet.of(
            List.of("punctuation:no_comma", "keywords:frequency"),
            List.of(Map.of(), Map.of("keyword", "a", "frequency", 3, "relation", "less than")));
    assertThat(both.strict(" \n")).containsExactly(false, false);
    assertThat(both.loose("")).containsExactly(false, false);
    assertThat(both.strict("a,")).containsExactly(false, true);
  }

  @Test
  void unknownNamesAndArgumentsThatDoNotFitAreTold() {
    assertThatThrownBy(() -> InstructionKind.of("startend:quotatio"))
        .hasMessageContaining("'startend:quotatio' is no instruction")
        .hasMessageContaining("startend:quotation");
    assertThatThrownBy(() -> InstructionKind.WORDS.with(Map.of("num_words", 3)))
        .hasMessage("instruction 'length_constraints:number_words' needs the argument 'relation'");
    assertThatThrownBy(
            () -> InstructionKind.WORDS.with(Map.of("num_words", "x", "relation", "at least")))
        .hasMessageContaining("is 'x': a whole number from 0");
    assertThatThrownBy(
            () -> InstructionKind.WORDS.with(Map.of("num_words", 3, "relation", "more than")))
        .hasMessageContaining("'less than' or 'at least' is expected");
  }

  @Test
  void hostileResponsesTakeBoundedTime() {
    List<String> texts =
        List.of(
            "[".repeat(200_000),
            "*".repeat(200_000),
            "\n".repeat(200_000),
            "<<".repeat(100_000),
            "- ".repeat(100_000),
            "{\"a\":".repeat(50_000),
            "[".repeat(100_000),
            "\" ".repeat(100_000));
    for (Case each : CASES.stream().filter(c -> !c.kind().label().contains("language")).toList()) {
      Instruction instruction = each.kind().with(each.with());
      for (String text : texts) {
        assertThat(instruction.isFollowedBy(text)).isIn(true, false);
      }
    }
  }
}
