package dev.nightshift.eval.ifeval;

import dev.nightshift.eval.language.Identified;
import dev.nightshift.eval.language.LanguageIdentifier;
import dev.nightshift.eval.text.EnglishWords;
import dev.nightshift.eval.text.PythonText;
import java.util.Locale;

/**
 * The language and the case of a response. The language is told by {@link LanguageIdentifier},
 * where the published checks use langdetect; a text without letters counts as followed, as there.
 */
final class CaseChecks {

  private static final String ENGLISH = "en";
  private static final LanguageIdentifier IDENTIFIER = new LanguageIdentifier();

  private CaseChecks() {}

  /** The whole response is in a language, named by its code of ISO 639-1. */
  static Instruction language(Arguments arguments) {
    String language = arguments.text("language");
    return response -> isIn(language, response);
  }

  /** Less than, or at least, so many words without a lower-case letter ({@link EnglishWords}). */
  static Instruction capitalWords(Arguments arguments) {
    int bound = arguments.count("capital_frequency");
    Relation relation = arguments.relation("capital_relation");
    return response ->
        relation.holds(
            (int) EnglishWords.of(response).stream().filter(PythonText::isUpper).count(), bound);
  }

  /** English, and no lower-case letter. */
  static Instruction englishCapital(Arguments arguments) {
    return response -> PythonText.isUpper(response) && isIn(ENGLISH, response);
  }

  /** English, and no upper-case letter. */
  static Instruction englishLowercase(Arguments arguments) {
    return response -> PythonText.isLower(response) && isIn(ENGLISH, response);
  }

  private static boolean isIn(String language, String response) {
    // The model knows words as they are mostly written.
    String found = IDENTIFIER.identify(response.toLowerCase(Locale.ROOT)).language();
    return found.equals(Identified.UNDETERMINED) || found.equals(language);
  }
}
