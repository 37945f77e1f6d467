package dev.nightshift.curation.spark;

import dev.nightshift.curation.filter.C4Limits;
import dev.nightshift.curation.filter.FineWebLimits;
import dev.nightshift.curation.filter.GopherLimits;
import dev.nightshift.curation.filter.LengthLimits;
import dev.nightshift.curation.filter.RepetitionLimits;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;

/** The options of the heuristic filters, and the limits that they give. */
final class FilterOptions {

  private static final GopherLimits GOPHER = GopherLimits.PUBLISHED;
  private static final RepetitionLimits REPETITION = RepetitionLimits.PUBLISHED;
  private static final C4Limits C4 = C4Limits.PUBLISHED;
  private static final FineWebLimits FINEWEB = FineWebLimits.PUBLISHED;

  private final JobArguments arguments;
  private final Faults faults;

  FilterOptions(JobArguments arguments, Faults faults) {
    this.arguments = arguments;
    this.faults = faults;
  }

  static List<JobOption> ofHeuristics() {
    List<JobOption> options = new ArrayList<>();
    options.add(number("min-words", GOPHER.minWords(), "Filter gopher: fewest words"));
    options.add(number("max-words", GOPHER.maxWords(), "Filter gopher: most words"));
    options.add(
        number(
            "min-mean-word-length",
            GOPHER.minMeanWordLength(),
            "Filter gopher: shortest mean word, characters"));
    options.add(
        number(
            "max-mean-word-length",
            GOPHER.maxMeanWordLength(),
            "Filter gopher: longest mean word, characters"));
    options.add(
        number(
            "max-symbol-ratio",
            GOPHER.maxSymbolRatio(),
            "Filter gopher: most hash signs or ellipses per word"));
    options.add(
        number(
            "min-alphabetic-share",
            GOPHER.minAlphabeticShare(),
            "Filter gopher: smallest share of words with a letter"));
    options.add(
        number(
            "max-bullet-lines",
            GOPHER.maxBulletLines(),
            "Filter gopher: largest share of lines with a bullet"));
    options.add(
        number(
            "max-ellipsis-lines",
            GOPHER.maxEllipsisLines(),
            "Filter gopher: largest share of lines that end with an ellipsis"));
    options.add(
        number(
            "min-stop-words",
            GOPHER.minStopWords(),
            "Filter gopher: fewest different English stop words"));
    options.addAll(ofRepetition());
    options.add(
        JobOption.of(
            "c4-terminal-punctuation",
            OptionKind.FLAG,
            String.valueOf(C4.terminalPunctuation()),
            "Filter c4: drop lines that do not end in . ! ? or a quotation mark"));
    options.add(
        whole("c4-min-words-per-line", C4.minWordsPerLine(), "Filter c4: fewest words of a line"));
    options.add(
        whole(
            "c4-max-word-length",
            C4.maxWordLength(),
            "Filter c4: drop lines with a longer word, characters"));
    options.add(
        whole("c4-min-sentences", C4.minSentences(), "Filter c4: fewest sentences of a document"));
    options.add(
        number(
            "fineweb-min-punctuated-lines",
            FINEWEB.minPunctuatedLines(),
            "Filter fineweb: smallest share of lines that end in punctuation"));
    options.add(
        number(
            "fineweb-max-short-lines",
            FINEWEB.maxShortLines(),
            "Filter fineweb: largest share of short lines"));
    options.add(
        whole(
            "fineweb-short-line",
            FINEWEB.shortLine(),
            "Filter fineweb: characters of the longest line that is short"));
    options.add(
        number(
            "fineweb-max-duplicate-characters",
            FINEWEB.maxDuplicateCharacters(),
            "Filter fineweb: largest share of characters in duplicate lines"));
    options.add(
        number(
            "fineweb-max-newlines-per-word",
            FINEWEB.maxNewlinesPerWord(),
            "Filter fineweb: most line feeds per word"));
    return options;
  }

  private static List<JobOption> ofRepetition() {
    List<JobOption> options = new ArrayList<>();
    options.add(
        number(
            "repetition-max-duplicate-lines",
            REPETITION.duplicateLines(),
            "Filter gopher-repetition: largest share of duplicate lines"));
    options.add(
        number(
            "repetition-max-duplicate-paragraphs",
            REPETITION.duplicateParagraphs(),
            "Filter gopher-repetition: largest share of duplicate paragraphs"));
    options.add(
        number(
            "repetition-max-duplicate-line-characters",
            REPETITION.duplicateLineCharacters(),
            "Filter gopher-repetition: largest share of characters in duplicate lines"));
    options.add(
        number(
            "repetition-max-duplicate-paragraph-characters",
            REPETITION.duplicateParagraphCharacters(),
            "Filter gopher-repetition: largest share of characters in duplicate paragraphs"));
    for (int i = 0; i < REPETITION.topGrams().size(); i++) {
      int n = RepetitionLimits.FIRST_TOP + i;
      options.add(
          number(
              top(n),
              REPETITION.topGrams().get(i),
              "Filter gopher-repetition: largest share of characters in the most frequent "
                  + n
                  + "-gram"));
    }
    for (int i = 0; i < REPETITION.duplicateGrams().size(); i++) {
      int n = RepetitionLimits.FIRST_DUPLICATE + i;
      options.add(
          number(
              duplicate(n),
              REPETITION.duplicateGrams().get(i),
              "Filter gopher-repetition: largest share of characters in duplicate "
                  + n
                  + "-grams"));
    }
    return options;
  }

  private static String top(int n) {
    return "repetition-max-top-" + n + "-gram";
  }

  private static String duplicate(int n) {
    return "repetition-max-duplicate-" + n + "-grams";
  }

  GopherLimits gopher() {
    return new GopherLimits(
        (long) number("min-words"),
        (long) number("max-words"),
        number("min-mean-word-length"),
        number("max-mean-word-length"),
        number("max-symbol-ratio"),
        share("min-alphabetic-share"),
        share("max-bullet-lines"),
        share("max-ellipsis-lines"),
        (int) number("min-stop-words"));
  }

  RepetitionLimits repetition() {
    List<Double> tops = new ArrayList<>();
    for (int i = 0; i < REPETITION.topGrams().size(); i++) {
      tops.add(share(top(RepetitionLimits.FIRST_TOP + i)));
    }
    List<Double> duplicates = new ArrayList<>();
    for (int i = 0; i < REPETITION.duplicateGrams().size(); i++) {
      duplicates.add(share(duplicate(RepetitionLimits.FIRST_DUPLICATE + i)));
    }
    return new RepetitionLimits(
        share("repetition-max-duplicate-lines"),
        share("repetition-max-duplicate-paragraphs"),
        share("repetition-max-duplicate-line-characters"),
        share("repetition-max-duplicate-paragraph-characters"),
        tops,
        duplicates);
  }

  C4Limits c4() {
    return new C4Limits(
        arguments.flag("c4-terminal-punctuation"),
        count("c4-min-words-per-line"),
        count("c4-max-word-length"),
        count("c4-min-sentences"));
  }

  FineWebLimits fineWeb() {
    return new FineWebLimits(
        share("fineweb-min-punctuated-lines"),
        share("fineweb-max-short-lines"),
        count("fineweb-short-line"),
        share("fineweb-max-duplicate-characters"),
        number("fineweb-max-newlines-per-word"));
  }

  LengthLimits length() {
    return new LengthLimits(
        count("length-min-characters"),
        count("length-max-characters"),
        count("length-min-words"),
        count("length-max-words"),
        count("length-min-tokens"),
        count("length-max-tokens"));
  }

  private double number(String name) {
    double value = arguments.number(name);
    if (value < 0) {
      faults.add("the limit is " + value, "option '" + name + "'", "Give 0 or more.");
    }
    return value;
  }

  double share(String name) {
    double value = arguments.number(name);
    if (!(value >= 0 && value <= 1)) {
      faults.add("the share is " + value, "option '" + name + "'", "Give a number from 0 to 1.");
    }
    return value;
  }

  int count(String name) {
    long value = arguments.integer(name);
    if (value < 0 || value > Integer.MAX_VALUE) {
      faults.add(
          "the number is " + value,
          "option '" + name + "'",
          "Give a whole number from 0 to " + Integer.MAX_VALUE + ".");
      return 0;
    }
    return (int) value;
  }

  private static JobOption whole(String name, long value, String help) {
    return JobOption.of(name, OptionKind.INTEGER, String.valueOf(value), help);
  }

  private static JobOption number(String name, double value, String help) {
    boolean whole = value == Math.rint(value);
    return JobOption.of(
        name,
        OptionKind.NUMBER,
        whole ? String.valueOf((long) value) : String.valueOf(value),
        help);
  }
}
