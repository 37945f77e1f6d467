package dev.nightshift.curation.spark.decontaminate;

import dev.nightshift.curation.decontaminate.OverlapRule;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import java.util.List;

/**
 * What a run of {@link DecontaminateJob} was asked to do.
 *
 * @param output table of what is kept
 * @param contaminations table of which rows hold which items
 * @param rule when an item counts as found
 * @param maxTexts most texts that may share an n-gram which counts
 */
record DecontaminateSettings(
    String output, String contaminations, OverlapRule rule, long maxTexts) {

  private static final OverlapRule PUBLISHED = OverlapRule.PUBLISHED;
  private static final String MAX_TEXTS = "10";

  static List<JobOption> options() {
    return List.of(
        JobOption.required(
            "input",
            OptionKind.INPUT,
            "Table of documents, curated documents, prompts or preferences: table:NAME"),
        JobOption.optional(
            "against",
            OptionKind.INPUT,
            "Files with items of benchmarks: .jsonl, .json, .csv or .txt, gzipped or not"),
        JobOption.of(
            "question-field",
            OptionKind.TEXT,
            "question,problem,prompt,text",
            "Field of --against that holds what is asked; of several the first that is there"),
        JobOption.of(
            "answer-field",
            OptionKind.TEXT,
            "answer,target,solution",
            "Field of --against that holds the answer; of several the first that is there"),
        JobOption.of(
            "tasks",
            OptionKind.TEXT,
            "all",
            "Tasks of eval-suites, with commas between; all, or none. Of all, those without data are"
                + " passed over"),
        JobOption.optional("data", OptionKind.INPUT, "Folder with the data of the tasks"),
        JobOption.optional("task-folder", OptionKind.INPUT, "Folder with further tasks"),
        JobOption.of("output", OptionKind.OUTPUT_TABLE, "clean", "Table of what is kept"),
        JobOption.of(
            "contaminations",
            OptionKind.OUTPUT_TABLE,
            "contaminations",
            "Table of which rows hold which items"),
        JobOption.of(
            "ngram",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.gram()),
            "Words of an n-gram that must not be shared (GPT-3: 13)"),
        JobOption.of(
            "shortest",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.shortest()),
            "Fewest words of a question that is looked for as a whole, with its answer behind it"),
        JobOption.of(
            "answer-within",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.answerWithin()),
            "Words behind such a question among which the answer must stand"),
        JobOption.of(
            "min-share",
            OptionKind.NUMBER,
            "0",
            "Smallest share of an item's n-grams that a text must have, 0 to 1; 0 for any one"),
        JobOption.of(
            "max-texts",
            OptionKind.INTEGER,
            MAX_TEXTS,
            "An n-gram that more texts share is a common phrase and does not count (GPT-3: 10)"));
  }

  /** Reads and checks the options, all at once. */
  static DecontaminateSettings of(JobArguments arguments) {
    Faults faults = new Faults();
    long gram = within(arguments, "ngram", 2, 1000, faults);
    long shortest = within(arguments, "shortest", 1, gram, faults);
    long within = within(arguments, "answer-within", 1, 1_000_000, faults);
    long texts = within(arguments, "max-texts", 1, Integer.MAX_VALUE, faults);
    double share = arguments.number("min-share");
    if (!(share >= 0 && share <= 1)) {
      faults.add("the share is " + share, "option 'min-share'", "Give a number from 0 to 1.");
    }
    faults.throwIfAny();
    OverlapRule rule =
        new OverlapRule(
            (int) gram, (int) shortest, (int) within, share == 0 ? PUBLISHED.share() : share);
    return new DecontaminateSettings(
        arguments.text("output"), arguments.text("contaminations"), rule, texts);
  }

  private static long within(
      JobArguments arguments, String name, long least, long most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add(
          "the number is " + value,
          "option '" + name + "'",
          "Give a number from " + least + " to " + most + ".");
      return least;
    }
    return value;
  }
}
