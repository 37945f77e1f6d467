package dev.nightshift.curation.spark.decontaminate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.curation.decontaminate.BenchmarkItem;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.eval.task.TaskData;
import dev.nightshift.eval.task.TaskDataLoader;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskItem;
import dev.nightshift.eval.task.TaskLibrary;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** The items of benchmarks that a run was asked to keep out. */
final class Benchmarks {

  private static final String ALL = "all";
  private static final String NONE = "none";
  private static final int LARGEST_RECORD = 1 << 26;

  private final JobContext context;
  private final JobArguments arguments;
  private final List<BenchmarkItem> items = new ArrayList<>();
  private final Faults faults = new Faults();

  private Benchmarks(JobContext context, JobArguments arguments) {
    this.context = context;
    this.arguments = arguments;
  }

  /**
   * All items, in the order of their tasks and files.
   *
   * @throws RequestException if there are none, or some cannot be read: all faults at once
   */
  static List<BenchmarkItem> of(JobContext context, JobArguments arguments) {
    Benchmarks benchmarks = new Benchmarks(context, arguments);
    benchmarks.addTasks();
    benchmarks.addFiles();
    benchmarks.faults.throwIfAny();
    if (benchmarks.items.isEmpty()) {
      throw new RequestException(
          "no benchmark has an item",
          "options 'tasks' and 'against'",
          "Name tasks, the folder of their data with --data, or files with --against.");
    }
    return benchmarks.items;
  }

  private void addTasks() {
    TaskLibrary library = TaskLibrary.builtIn();
    if (arguments.has("task-folder")) {
      library = library.with(path("task-folder"));
    }
    String asked = arguments.text("tasks").strip();
    if (asked.equals(NONE)) {
      return;
    }
    boolean all = asked.equals(ALL);
    List<String> names =
        all
            ? library.names()
            : Arrays.stream(asked.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    @Nullable Path data = arguments.has("data") ? path("data") : null;
    List<String> passed = new ArrayList<>();
    for (TaskDefinition task : library.load(names)) {
      Faults missing = all ? new Faults() : faults;
      new TaskDataLoader(data, missing)
          .load(task)
          .ifPresentOrElse(found -> add(task, found), () -> passed.add(task.name()));
    }
    if (all && !passed.isEmpty()) {
      context.progress().line("decontaminate: no data for the tasks " + String.join(", ", passed));
    }
  }

  private void add(TaskDefinition task, TaskData data) {
    for (TaskItem item : data.items()) {
      items.add(
          new BenchmarkItem(
              task.name(),
              item.id(),
              task.questionText(item.fields()),
              task.targetText(item.fields())));
    }
  }

  private void addFiles() {
    if (!arguments.has("against")) {
      return;
    }
    if (!(context.input("against") instanceof Input.OfFiles files)) {
      faults.add("--against names a table", "option 'against'", "Name files.");
      return;
    }
    Configuration hadoop = context.spark().sessionState().newHadoopConf();
    for (Input.InputFile file : files.files()) {
      SourceFormat format = SourceFormat.ofName(file.relativePath()).orElse(SourceFormat.PARQUET);
      if (format == SourceFormat.PARQUET) {
        faults.add(
            "the format of file '" + file.relativePath() + "' is none that is read here",
            "option 'against'",
            "Give .jsonl, .json, .csv or .txt, gzipped or not.");
        continue;
      }
      try (InputStream in = open(file, hadoop);
          RecordReader reader =
              format.open(
                  file.uri(), in, new ReadOptions(TextSplit.PARAGRAPH, null, LARGEST_RECORD))) {
        addRecords(file.relativePath(), reader);
      } catch (IOException e) {
        faults.add("the file cannot be read: " + e.getMessage(), file.relativePath(), "");
      }
    }
  }

  private static InputStream open(Input.InputFile file, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(URI.create(file.uri()));
    return path.getFileSystem(hadoop).open(path);
  }

  private void addRecords(String file, RecordReader reader) throws IOException {
    String task = file.substring(file.lastIndexOf('/') + 1).replaceAll("\\..*$", "");
    for (Parsed record = reader.next(); record != null; record = reader.next()) {
      String place = file + ":" + record.position();
      if (record instanceof Parsed.Bad bad) {
        faults.add(bad.detail(), place, "A benchmark with items left out would let them through.");
        continue;
      }
      ObjectNode fields = ((Parsed.Fields) record).fields();
      String question = first(fields, "question-field");
      if (question == null) {
        faults.add(
            "there is none of the fields " + arguments.text("question-field"),
            place,
            "Name the field with --question-field.");
        continue;
      }
      items.add(new BenchmarkItem(task, place, question, first(fields, "answer-field")));
    }
  }

  private @Nullable String first(ObjectNode fields, String option) {
    for (String name : arguments.text(option).split(",")) {
      JsonNode value = fields.get(name.strip());
      if (value != null && value.isValueNode() && !value.isNull()) {
        return value.asText();
      }
    }
    return null;
  }

  private Path path(String option) {
    String reference = arguments.text(option);
    return reference.startsWith("file:") ? Path.of(URI.create(reference)) : Path.of(reference);
  }
}
