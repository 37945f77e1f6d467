package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.yaml.YamlFile;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.util.List;
import java.util.Optional;

/** Reads task files, and tells all their faults at once. */
public final class TaskReader {

  private final Faults faults;
  private final TaskVocabulary vocabulary;

  /**
   * A reader that knows everything this project knows.
   *
   * @param faults takes every fault, with file, line and key
   */
  public TaskReader(Faults faults) {
    this(faults, TaskVocabulary.builtIn());
  }

  /**
   * @param faults takes every fault, with file, line and key
   * @param vocabulary what files can name
   */
  public TaskReader(Faults faults, TaskVocabulary vocabulary) {
    this.faults = faults;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads one file that includes no other.
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
    return read(root.get(), Digest.ofText(text));
  }

  /**
   * Reads the keys of a task.
   *
   * @param yaml all keys, those of included files among them
   * @param digest digest of all that they were read from
   * @return the definition; empty where faults were noted
   */
  Optional<TaskDefinition> read(YamlMap yaml, String digest) {
    int before = faults.list().size();
    String name = yaml.requiredText("task");
    if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      yaml.fault("task", "'" + name + "' is no task name", "Use letters, digits, _, - and dots.");
    }
    String alias = yaml.text("task_alias").orElse(name);
    List<String> tags = yaml.texts("tag");
    String output = yaml.text("output_type").orElse(RequestKind.GENERATE_UNTIL.label());
    Optional<RequestKind> kind = RequestKind.find(output);
    if (kind.isEmpty()) {
      yaml.fault(
          "output_type",
          "'" + output + "' is not supported",
          "Use one of " + String.join(", ", RequestKind.labels()) + ".");
    }
    TaskSplits splits = splits(yaml);
    DocExpression description =
        PromptReader.expression(yaml, "description").orElse(DocExpression.Written.of(""));
    boolean rolling = kind.equals(Optional.of(RequestKind.LOGLIKELIHOOD_ROLLING));
    Prompts prompts =
        PromptReader.prompts(yaml, !rolling, kind.equals(Optional.of(RequestKind.MULTIPLE_CHOICE)));
    FewshotPlan fewshot = PromptReader.fewshot(yaml, prompts);
    int repeats = (int) yaml.integer("repeats", 1, 1);
    GenerationPlan generation = GenerationReader.plan(yaml, prompts.fewshotDelimiter());
    List<FilterPipeline> filters = FilterReader.filters(yaml, vocabulary.filters());
    List<TaskMetric> metrics = MetricReader.metrics(yaml, kind, vocabulary.metrics());
    boolean decontaminates = yaml.flag("should_decontaminate", false);
    Optional<DocExpression> query = PromptReader.expression(yaml, "doc_to_decontamination_query");
    yaml.flag("unsafe_code", false);
    int version = TaskVersion.of(yaml);
    Optional<YamlMap> own = yaml.map("nightshift");
    boolean fixturesOnly = own.map(map -> map.flag("fixtures_only", false)).orElse(false);
    Optional<TaskSource> source =
        new SourceReader(vocabulary.preparations()).source(yaml, own, splits);
    Optional<DocExpression> cluster = own.flatMap(map -> PromptReader.expression(map, "cluster"));
    own.ifPresent(YamlMap::done);
    yaml.done();
    if (faults.list().size() > before || source.isEmpty() || kind.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskDefinition(
            name,
            alias,
            version,
            tags,
            kind.get(),
            source.get(),
            splits,
            description,
            prompts,
            fewshot,
            generation,
            repeats,
            filters,
            metrics,
            decontaminates ? query.orElse(null) : null,
            cluster.orElse(null),
            fixturesOnly,
            digest));
  }

  private static TaskSplits splits(YamlMap yaml) {
    String training = yaml.text("training_split").orElse("");
    String validation = yaml.text("validation_split").orElse("");
    String test = yaml.text("test_split").orElse(validation.isEmpty() ? "test" : "");
    return new TaskSplits(training, validation, test, yaml.text("fewshot_split").orElse(""));
  }
}
