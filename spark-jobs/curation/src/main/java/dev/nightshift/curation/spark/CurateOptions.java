package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.FilterName;
import dev.nightshift.curation.pii.PiiKind;
import dev.nightshift.curation.pii.PiiSettings;
import dev.nightshift.eval.language.LanguageIdentifier;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The options of {@link CurateJob}, in groups: the name of an option begins with its filter's. */
final class CurateOptions {

  private CurateOptions() {}

  /** All options, with the published limits as defaults. */
  static List<JobOption> all() {
    List<JobOption> options = new ArrayList<>();
    options.addAll(tables());
    options.addAll(FilterOptions.ofHeuristics());
    options.addAll(language());
    options.addAll(length());
    options.addAll(profanity());
    options.addAll(models());
    options.addAll(pii());
    options.addAll(split());
    return List.copyOf(options);
  }

  private static List<JobOption> tables() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Table of documents: table:NAME"),
        JobOption.of("output", OptionKind.OUTPUT_TABLE, "curated", "Table of what is kept"),
        JobOption.of(
            "duplicates", OptionKind.OUTPUT_TABLE, "duplicates", "Table of which rows are copies"),
        JobOption.optional(
            "config",
            OptionKind.INPUT,
            "YAML file with values for the options below, one 'name: value' a line; an option that"
                + " is given here goes before it"),
        JobOption.of(
            "filters",
            OptionKind.TEXT,
            "gopher",
            "Filters in the order in which they look at a text, with commas between: "
                + String.join(", ", FilterName.labels())
                + "; none keeps every text that is not empty"),
        Repair.option());
  }

  private static List<JobOption> language() {
    return List.of(
        JobOption.optional(
            "languages",
            OptionKind.TEXT,
            "Filter language: codes that are kept, such as en,de; without it the language is noted"
                + " and all are kept"),
        JobOption.of(
            "language-min-confidence",
            OptionKind.NUMBER,
            "0.65",
            "Filter language: smallest confidence that is kept, 0 to 1 (FineWeb: 0.65)"),
        JobOption.of(
            "language-characters",
            OptionKind.INTEGER,
            String.valueOf(LanguageIdentifier.CHARACTERS),
            "Filter language: characters that are read, half from the beginning and half from the"
                + " middle"));
  }

  private static List<JobOption> length() {
    return List.of(
        bound("length-min-characters", "Fewest characters"),
        bound("length-max-characters", "Most characters"),
        bound("length-min-words", "Fewest words"),
        bound("length-max-words", "Most words"),
        bound("length-min-tokens", "Fewest tokens; needs --tokenizer"),
        bound("length-max-tokens", "Most tokens; needs --tokenizer"),
        JobOption.optional(
            "tokenizer",
            OptionKind.INPUT,
            "Folder with a tokenizer.json; the tokens of each document are counted and stored"));
  }

  private static JobOption bound(String name, String help) {
    return JobOption.of(
        name, OptionKind.INTEGER, "0", "Filter length: " + help + "; 0 for no bound");
  }

  private static List<JobOption> profanity() {
    return List.of(
        JobOption.optional(
            "profanity-list",
            OptionKind.INPUT,
            "Filter profanity: text file with a word or a phrase of up to five words in each line;"
                + " # begins a comment"),
        JobOption.of(
            "profanity-languages",
            OptionKind.TEXT,
            "en",
            "Filter profanity without a list: languages (de, en, es, fr) of the short lists that"
                + " come with the program"),
        JobOption.choice(
            "profanity-mode",
            List.of("share", "any"),
            "Filter profanity: refuse by the share of words, or by a single one as C4 does"),
        JobOption.of(
            "profanity-max-share",
            OptionKind.NUMBER,
            "0.01",
            "Filter profanity: largest share of the words, 0 to 1"));
  }

  private static List<JobOption> models() {
    return List.of(
        JobOption.optional(
            "quality-model",
            OptionKind.INPUT,
            "Folder of a quality model (job train-quality) that scores each document"),
        JobOption.of(
            "min-quality", OptionKind.NUMBER, "0", "Smallest score of the quality model, 0 to 1"),
        JobOption.optional(
            "toxicity-model",
            OptionKind.INPUT,
            "Folder of a model of job train-quality that was trained with label 1 for toxic text"),
        JobOption.of(
            "max-toxicity",
            OptionKind.NUMBER,
            "0.5",
            "Largest score of the toxicity model, 0 to 1; 1 keeps all and stores the scores"));
  }

  private static List<JobOption> pii() {
    String kinds =
        Arrays.stream(PiiKind.values()).map(PiiKind::label).collect(Collectors.joining(", "));
    return List.of(
        JobOption.choice(
            "pii",
            List.of("mask", "reject", "off"),
            "What happens to personal data and keys: mask puts a placeholder in their place, reject"
                + " refuses the document, off does not look"),
        JobOption.of(
            "pii-kinds",
            OptionKind.TEXT,
            PiiSettings.usual().kinds().stream()
                .sorted()
                .map(PiiKind::label)
                .collect(Collectors.joining(",")),
            "Kinds that are looked for, with commas between: " + kinds),
        JobOption.of(
            "pii-placeholder",
            OptionKind.TEXT,
            PiiSettings.ANGLES,
            "Placeholder: {kind} between brackets"),
        JobOption.of(
            "pii-private-addresses",
            OptionKind.FLAG,
            "false",
            "Whether IP addresses of private networks count too"),
        JobOption.optional(
            "pii-hits",
            OptionKind.OUTPUT_TABLE,
            "Table of where personal data stood, with a keyed digest of it; needs"
                + " --pii-hits-secret"),
        JobOption.optional(
            "pii-hits-secret",
            OptionKind.TEXT,
            "Secret key of those digests, 16 characters or more, best as ${env:NAME}"));
  }

  private static List<JobOption> split() {
    return List.of(
        JobOption.of(
            "validation-share",
            OptionKind.NUMBER,
            "0.05",
            "Share of documents held out for validation"),
        JobOption.of(
            "test-share", OptionKind.NUMBER, "0", "Share of documents held out for testing"),
        JobOption.optional(
            "sample",
            OptionKind.TEXT,
            "Share of each source that is kept, such as web=0.1,books=1,*=0.5; drawn by content, so"
                + " that copies stay together and a larger share holds the smaller one"));
  }
}
