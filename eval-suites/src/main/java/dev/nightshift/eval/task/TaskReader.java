package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.AnswerMetric;
import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.util.List;
import java.util.Optional;

/** Reads task files, and tells all their faults at once. */
public final class TaskReader {

  private static final String GENERATE_UNTIL = "generate_until";

  private final Faults faults;

  /**
   * @param faults takes every fault, with file, line and key
   */
  public TaskReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads one file.
   *
   * @param file its name, for messages
   * @param text its content
   * @return the definition; empty where faults were noted
   */
  public Optional<TaskDefinition> read(String file, String text) {
    int before = faults.list().size();
    Optional<YamlMap> root = YamlFile.parse(file, text, faults);
    if (root.isEmpty() || faults.list().size() > before) {
      return Optional.empty();
    }
    YamlMap yaml = root.get();
    String name = yaml.requiredText("task");
    if (!name.isEmpty() && !name.matches("[a-z0-9][a-z0-9_-]*")) {
      yaml.fault("task", "'" + name + "' is no task name", "Use a-z, 0-9, _ and -.");
    }
    yaml.texts("tag");
    yaml.text("dataset_path");
    yaml.text("dataset_name");
    String output = yaml.requiredText("output_type");
    if (!output.isEmpty() && !output.equals(GENERATE_UNTIL)) {
      yaml.fault("output_type", "'" + output + "' is not supported", "Use " + GENERATE_UNTIL + ".");
    }
    String testSplit = yaml.text("test_split").orElse("test");
    String fewshotSplit = yaml.text("fewshot_split").orElse("");
    String description = yaml.text("description").orElse("");
    PromptTemplate question = new PromptTemplate(yaml.requiredText("doc_to_text"));
    PromptTemplate target = new PromptTemplate(yaml.requiredText("doc_to_target"));
    String targetDelimiter = yaml.text("target_delimiter").orElse(" ");
    String fewshotDelimiter = yaml.text("fewshot_delimiter").orElse("\n\n");
    int numFewshot = (int) yaml.integer("num_fewshot", 0, 0);
    if (yaml.integer("repeats", 1, 1) != 1) {
      yaml.fault("repeats", "more than one answer per item is not supported", "Use 1.");
    }
    if (numFewshot > 0 && fewshotSplit.isEmpty()) {
      yaml.fault(
          "num_fewshot", "examples are asked for, and no split has any", "Set fewshot_split.");
    }
    Generation generation = generation(yaml);
    List<FilterPipeline> filters = FilterReader.filters(yaml, TaskVocabulary.builtIn().filters());
    List<AnswerMetric> metrics = MetricReader.metrics(yaml);
    int version = version(yaml);
    Optional<TaskSource> source = SourceReader.source(yaml, testSplit, fewshotSplit);
    yaml.done();
    if (faults.list().size() > before || source.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskDefinition(
            name,
            version,
            source.get(),
            testSplit,
            fewshotSplit,
            description,
            question,
            target,
            targetDelimiter,
            fewshotDelimiter,
            numFewshot,
            generation.until(),
            generation.maxTokens(),
            filters,
            metrics,
            Digest.ofText(text)));
  }

  private record Generation(List<String> until, int maxTokens) {}

  private static Generation generation(YamlMap yaml) {
    Optional<YamlMap> found = yaml.map("generation_kwargs");
    if (found.isEmpty()) {
      return new Generation(List.of("\n\n"), 256);
    }
    YamlMap map = found.get();
    if (map.flag("do_sample", false)) {
      map.fault("do_sample", "sampling is not supported in a task", "Set it to false.");
    }
    if (map.number("temperature", 0) != 0) {
      map.fault("temperature", "sampling is not supported in a task", "Set it to 0.");
    }
    List<String> until = map.texts("until");
    if (until.contains("")) {
      map.fault("until", "an empty text would end every answer", "Leave it out.");
    }
    int maxTokens = (int) map.integer("max_gen_toks", 256, 1);
    map.done();
    return new Generation(until, maxTokens);
  }

  private static int version(YamlMap yaml) {
    Optional<YamlMap> metadata = yaml.map("metadata");
    if (metadata.isEmpty()) {
      yaml.fault("metadata", "the key is missing", "Give metadata.version.");
      return 0;
    }
    int version = (int) metadata.get().integer("version", 0, 0);
    metadata.get().done();
    return version;
  }
}
