package dev.nightshift.eval.ifeval;

import dev.nightshift.schema.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The kinds of instructions, by the names that data sets use. */
public enum InstructionKind {
  KEYWORDS("keywords:existence", KeywordChecks::existence),
  KEYWORD_FREQUENCY("keywords:frequency", KeywordChecks::frequency),
  FORBIDDEN_WORDS("keywords:forbidden_words", KeywordChecks::forbidden),
  LETTER_FREQUENCY("keywords:letter_frequency", KeywordChecks::letters),
  LANGUAGE("language:response_language", CaseChecks::language),
  SENTENCES("length_constraints:number_sentences", LengthChecks::sentences),
  PARAGRAPHS("length_constraints:number_paragraphs", LengthChecks::paragraphs),
  WORDS("length_constraints:number_words", LengthChecks::words),
  FIRST_WORD("length_constraints:nth_paragraph_first_word", LengthChecks::firstWord),
  PLACEHOLDERS("detectable_content:number_placeholders", ContentChecks::placeholders),
  POSTSCRIPT("detectable_content:postscript", ContentChecks::postscript),
  BULLETS("detectable_format:number_bullet_lists", FormatChecks::bullets),
  CONSTRAINED_RESPONSE(
      "detectable_format:constrained_response", ContentChecks::constrainedResponse),
  HIGHLIGHTS("detectable_format:number_highlighted_sections", FormatChecks::highlights),
  SECTIONS("detectable_format:multiple_sections", FormatChecks::sections),
  JSON("detectable_format:json_format", FormatChecks::json),
  TITLE("detectable_format:title", FormatChecks::title),
  TWO_RESPONSES("combination:two_responses", ContentChecks::twoResponses),
  REPEAT_PROMPT("combination:repeat_prompt", ContentChecks::repeatPrompt),
  END("startend:end_checker", ContentChecks::end),
  CAPITAL_WORDS("change_case:capital_word_frequency", CaseChecks::capitalWords),
  ENGLISH_CAPITAL("change_case:english_capital", CaseChecks::englishCapital),
  ENGLISH_LOWERCASE("change_case:english_lowercase", CaseChecks::englishLowercase),
  NO_COMMA("punctuation:no_comma", ContentChecks::noComma),
  QUOTATION("startend:quotation", ContentChecks::quotation);

  private final String label;
  private final Function<Arguments, Instruction> factory;

  InstructionKind(String label, Function<Arguments, Instruction> factory) {
    this.label = label;
    this.factory = factory;
  }

  /** The name in data sets. */
  public String label() {
    return label;
  }

  /**
   * The kind of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static InstructionKind of(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + label
                        + "' is no instruction. "
                        + Nearest.remedy(label, "instructions", labels())));
  }

  /** All names. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(InstructionKind::label).toList();
  }

  /**
   * An instruction of this kind.
   *
   * @param arguments name to value; those of other kinds are passed over
   * @throws IllegalArgumentException if one is missing or of the wrong kind
   */
  public Instruction with(Map<String, Object> arguments) {
    return factory.apply(new Arguments(label, arguments));
  }
}
