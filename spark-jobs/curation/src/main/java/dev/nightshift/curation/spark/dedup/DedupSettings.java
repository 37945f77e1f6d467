package dev.nightshift.curation.spark.dedup;

import dev.nightshift.curation.dedup.Bands;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.TextUnit;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run of {@link DedupJob} was asked to do.
 *
 * @param methods in the order in which they run
 * @param near what near-duplicates are
 * @param span tokens of a repeated passage
 * @param cosine smallest cosine of two texts that mean the same
 * @param onlyNew whether only rows that the index does not hold are written
 * @param partitions of shuffles; 0 for the session's own number
 */
record DedupSettings(
    Set<Method> methods,
    NearSettings near,
    int span,
    double cosine,
    boolean onlyNew,
    int partitions) {

  /** How duplicates are found. */
  enum Method {
    EXACT,
    NEAR,
    SUBSTRING,
    SEMANTIC;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MOST_HASHES = 4096;
  private static final int MOST_NGRAM = 1000;
  private static final int MOST_PARTITIONS = 100_000;

  /** The options, with their defaults. */
  static List<JobOption> options() {
    return List.of(
        JobOption.required(
            "input",
            OptionKind.INPUT,
            "Table of documents or curated documents (table:NAME), or files with an id and a text"),
        JobOption.required(
            "output",
            OptionKind.OUTPUT_PATH,
            "Table of what is kept, of the input's kind; for files a .jsonl, .jsonl.gz or .parquet"
                + " with id, cluster, kept and similarity of each record"),
        JobOption.of(
            "duplicates",
            OptionKind.OUTPUT_TABLE,
            "dedup_duplicates",
            "Table of which rows are duplicates of which, for tables as input"),
        JobOption.of(
            "method",
            OptionKind.TEXT,
            "near",
            "exact: texts that differ in case and white space at most; near: whole texts that are"
                + " alike; substring: passages that stand twice; semantic: texts that"
                + " mean the same; or several with commas between, done in that order"),
        JobOption.choice(
            "unit", List.of("word", "char"), "What n-grams are made of: words or characters"),
        JobOption.of("ngram", OptionKind.INTEGER, "5", "Units in an n-gram"),
        JobOption.of("hashes", OptionKind.INTEGER, "128", "Most hashes of a MinHash signature"),
        JobOption.of(
            "threshold",
            OptionKind.NUMBER,
            "0.7",
            "Smallest Jaccard similarity of two near-duplicates, 0 to 1"),
        JobOption.of(
            "recall",
            OptionKind.NUMBER,
            "0.95",
            "Share of the pairs at the threshold to find: decides the bands; 0 for the bands that"
                + " weigh both errors equally, which find fewer"),
        JobOption.optional(
            "bands",
            OptionKind.TEXT,
            "Bands and the hashes of each, such as 14x8, in place of --recall and --hashes"),
        JobOption.choice(
            "keep",
            List.of("oldest", "longest", "best-quality"),
            "Which row of a cluster stays; ties go to the oldest"),
        JobOption.optional(
            "index",
            OptionKind.OUTPUT_TABLE,
            "Table that remembers what was seen: rows in it are not looked at again, and new rows"
                + " are compared with all of them"),
        JobOption.choice(
            "emit",
            List.of("all", "new"),
            "With an index: write all kept rows of the input, or only those that are new"),
        JobOption.of(
            "span", OptionKind.INTEGER, "50", "Tokens of a repeated passage, for substring"),
        JobOption.of(
            "cosine",
            OptionKind.NUMBER,
            "0.95",
            "Smallest cosine of the vectors of two texts that mean the same, 0 to 1, for semantic"),
        JobOption.of(
            "embeddings",
            OptionKind.OUTPUT_TABLE,
            "embeddings",
            "Table of the vectors of texts, for semantic, which later nights take up again; their"
                + " centroids go to the table of that name with _centroids"),
        JobOption.of("id-field", OptionKind.TEXT, "id", "Field of the id, for files"),
        JobOption.of("text-field", OptionKind.TEXT, "text", "Field of the text, for files"),
        JobOption.optional(
            "partitions",
            OptionKind.EXECUTION,
            "Partitions of the work, 1 to 100000; default the session's. Does not change the result"));
  }

  /**
   * Reads and checks the options.
   *
   * @throws dev.nightshift.schema.error.RequestException with all faults at once
   */
  static DedupSettings of(JobArguments arguments) {
    Faults faults = new Faults();
    Set<Method> methods = methods(arguments.text("method"), faults);
    int ngram = within(arguments, "ngram", 1, MOST_NGRAM, faults);
    int hashes = within(arguments, "hashes", 1, MOST_HASHES, faults);
    int span = within(arguments, "span", 2, MOST_NGRAM, faults);
    double threshold = arguments.number("threshold");
    if (!(threshold > 0 && threshold <= 1)) {
      faults.add(
          "the threshold is " + threshold,
          "option 'threshold'",
          "Give a number above 0, and at most 1.");
    }
    double cosine = arguments.number("cosine");
    if (!(cosine > 0 && cosine <= 1)) {
      faults.add(
          "the cosine is " + cosine, "option 'cosine'", "Give a number above 0, and at most 1.");
    }
    int partitions = partitions(arguments, faults);
    boolean onlyNew = arguments.text("emit").equals("new");
    if (onlyNew && !arguments.has("index")) {
      faults.add(
          "only new rows are asked for, and no index tells which are new",
          "option 'emit'",
          "Give --index as well.");
    }
    if (arguments.has("index") && !methods.contains(Method.NEAR)) {
      faults.add(
          "an index is given, and only the method near keeps one",
          "option 'index'",
          "Leave it out, or add near to --method.");
    }
    Bands bands = faults.isEmpty() ? bands(arguments, threshold, hashes, faults) : null;
    faults.throwIfAny();
    if (bands == null) {
      throw new IllegalStateException("bands are there where no fault is");
    }
    NearSettings near =
        new NearSettings(
            TextUnit.of(arguments.text("unit")),
            ngram,
            threshold,
            bands,
            KeepRule.of(arguments.text("keep")));
    return new DedupSettings(methods, near, span, cosine, onlyNew, partitions);
  }

  private static Set<Method> methods(String text, Faults faults) {
    Set<Method> methods = EnumSet.noneOf(Method.class);
    List<String> known = new ArrayList<>();
    for (Method method : Method.values()) {
      known.add(method.label());
    }
    for (String name : text.split(",", -1)) {
      int at = known.indexOf(name.strip());
      if (at < 0) {
        faults.add(
            "there is no method '" + name.strip() + "'",
            "option 'method'",
            "The methods are: " + String.join(", ", known) + ".");
      } else {
        methods.add(Method.values()[at]);
      }
    }
    return methods;
  }

  private static int within(
      JobArguments arguments, String name, int least, int most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add(
          "the number is " + value,
          "option '" + name + "'",
          "Give a whole number from " + least + " to " + most + ".");
    }
    return (int) Math.max(least, Math.min(most, value));
  }

  private static int partitions(JobArguments arguments, Faults faults) {
    String text = arguments.find("partitions").orElse("0");
    if (text.matches("[0-9]{1,6}") && Integer.parseInt(text) <= MOST_PARTITIONS) {
      return Integer.parseInt(text);
    }
    faults.add(
        "the number of partitions is '" + text + "'",
        "option 'partitions'",
        "Give a whole number from 1 to " + MOST_PARTITIONS + ".");
    return 0;
  }

  private static @Nullable Bands bands(
      JobArguments arguments, double threshold, int hashes, Faults faults) {
    double recall = arguments.number("recall");
    try {
      if (arguments.has("bands")) {
        Bands bands = Bands.parse(arguments.text("bands"));
        if (bands.hashes() <= MOST_HASHES) {
          return bands;
        }
        faults.add(
            "the bands take " + bands.hashes() + " hashes",
            "option 'bands'",
            "Take at most " + MOST_HASHES + ".");
        return null;
      }
      if (recall == 0) {
        return Bands.best(threshold, hashes);
      }
      if (recall > 0 && recall < 1) {
        return Bands.forRecall(threshold, recall, hashes);
      }
      faults.add(
          "the recall is " + recall, "option 'recall'", "Give 0, or a number between 0 and 1.");
    } catch (IllegalArgumentException e) {
      faults.add(
          String.valueOf(e.getMessage()),
          arguments.has("bands") ? "option 'bands'" : "options 'recall' and 'hashes'",
          arguments.has("bands")
              ? "Write bands x hashes, such as 14x8."
              : "Give more --hashes or a smaller --recall.");
    }
    return null;
  }
}
