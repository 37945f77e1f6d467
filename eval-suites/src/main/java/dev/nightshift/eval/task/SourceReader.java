package dev.nightshift.eval.task;

import dev.nightshift.eval.data.DataForm;
import dev.nightshift.eval.data.DataOptions;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Subject;
import dev.nightshift.eval.prepare.ItemPreparation;
import dev.nightshift.eval.prepare.PreparationFactory;
import dev.nightshift.eval.prepare.PreparationRegistry;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.error.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads where the items come from: the key {@code nightshift}; or {@code dataset_path}, which names
 * a form of files, as in lm-evaluation-harness' tasks over local files, or a data set of the
 * Hugging Face hub, of which the user has a copy below the data folder.
 */
final class SourceReader {

  private static final Map<String, DataForm> FORMS =
      Map.of(
          "json", DataForm.JSON,
          "csv", DataForm.CSV,
          "text", DataForm.TEXT,
          "parquet", DataForm.PARQUET);

  private final PreparationRegistry preparations;

  SourceReader(PreparationRegistry preparations) {
    this.preparations = preparations;
  }

  /**
   * The source.
   *
   * @param own what stands under {@code nightshift}
   */
  Optional<TaskSource> source(YamlMap yaml, Optional<YamlMap> own, TaskSplits splits) {
    String path = yaml.text("dataset_path").orElse("");
    String configuration = yaml.text("dataset_name").orElse("");
    Optional<YamlMap> arguments = yaml.map("dataset_kwargs");
    if (own.isEmpty() || !own.get().has("layouts") && !own.get().has("generated")) {
      DataForm form = FORMS.get(path);
      if (form != null && arguments.isPresent() && arguments.get().has("data_files")) {
        return Optional.of(ofDataFiles(arguments.get(), form, splits));
      }
      if (form == null && !path.isEmpty()) {
        YamlMap given = arguments.orElse(YamlMap.empty(yaml));
        return Optional.of(ofDataSet(path, configuration, given, splits));
      }
      yaml.fault(
          "nightshift",
          "the key is missing",
          "Give nightshift.layouts or .generated; or dataset_path json, csv, text or parquet with"
              + " dataset_kwargs.data_files; or the name of a data set as dataset_path.");
      return Optional.empty();
    }
    arguments.ifPresent(YamlMap::ignoreRest);
    YamlMap map = own.get();
    Optional<YamlMap> generated = map.map("generated");
    List<YamlMap> layouts = map.maps("layouts");
    if (generated.isPresent() == !layouts.isEmpty()) {
      yaml.fault("nightshift", "either layouts or generated is needed", "");
      return Optional.empty();
    }
    return generated.isPresent() ? generated(generated.get()) : Optional.of(files(layouts, splits));
  }

  private static TaskSource ofDataFiles(YamlMap arguments, DataForm form, TaskSplits splits) {
    Map<String, List<String>> files = dataFiles(arguments);
    String field = arguments.text("field").orElse("");
    String delimiter = arguments.text("delimiter").orElse(",");
    List<String> columns = arguments.texts("column_names");
    DataForm own = form == DataForm.CSV && delimiter.equals("\t") ? DataForm.TSV : form;
    if (form == DataForm.CSV && !delimiter.equals(",") && !delimiter.equals("\t")) {
      arguments.fault("delimiter", "only a comma and a tab separate values", "");
    }
    arguments.text("trust_remote_code");
    arguments.done();
    return files(
        "data_files",
        List.of("."),
        files,
        new DataOptions(own, columns, field, ""),
        arguments,
        splits);
  }

  /**
   * A split to its files; without splits all are of {@code train}, as the data sets library has it.
   */
  private static Map<String, List<String>> dataFiles(YamlMap arguments) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    if (arguments.isMap("data_files")) {
      arguments
          .map("data_files")
          .ifPresent(map -> map.keys().forEach(split -> files.put(split, map.texts(split))));
    } else {
      files.put("train", arguments.texts("data_files"));
    }
    return files;
  }

  /**
   * A copy of a data set of the hub, in a folder of its name with or without its owner, and in that
   * a folder for each configuration.
   */
  private static TaskSource ofDataSet(
      String path, String configuration, YamlMap arguments, TaskSplits splits) {
    String below =
        arguments.text("data_dir").map(folder -> folder + "/").orElse("")
            + (configuration.isEmpty() ? "" : configuration + "/");
    Map<String, List<String>> files = new LinkedHashMap<>();
    if (arguments.has("data_files")) {
      files.putAll(dataFiles(arguments));
    } else {
      splits.all().forEach(split -> files.put(split, List.of(below + split + ".jsonl")));
    }
    arguments.text("trust_remote_code");
    arguments.text("revision");
    arguments.done();
    String name = path.substring(path.lastIndexOf('/') + 1);
    return files(
        TaskSource.Layout.HUGGING_FACE,
        name.equals(path) ? List.of(path) : List.of(path, name),
        files,
        DataOptions.DEFAULT,
        arguments,
        splits);
  }

  private static TaskSource files(
      String layout,
      List<String> folders,
      Map<String, List<String>> files,
      DataOptions options,
      YamlMap arguments,
      TaskSplits splits) {
    if (!files.containsKey(splits.asked())) {
      arguments.fault("data_files", "no file for split '" + splits.asked() + "'", "");
    }
    return new TaskSource.Files(
        List.of(new TaskSource.Layout(layout, folders, files, options, rows -> rows)));
  }

  private static Optional<TaskSource> generated(YamlMap map) {
    String label = map.requiredText("subject");
    Optional<Subject> subject =
        Arrays.stream(Subject.values()).filter(s -> s.label().equals(label)).findFirst();
    if (subject.isEmpty()) {
      map.fault("subject", "'" + label + "' is no subject", "Use arithmetic or algebra.");
    }
    int count = (int) map.integer("count", 500, 1);
    long seed = map.integer("seed", 0, 0);
    ProblemSpace otherwise = ProblemSpace.DEFAULT;
    int maxTerm = (int) map.integer("max_term", otherwise.maxTerm(), 3);
    int maxFactor = (int) map.integer("max_factor", otherwise.maxFactor(), 3);
    int heldOut = (int) map.integer("held_out_percent", otherwise.heldOutPercent(), 1);
    map.done();
    try {
      ProblemSpace space = new ProblemSpace(maxTerm, maxFactor, heldOut);
      return subject.map(s -> new TaskSource.Generated(s, count, seed, space));
    } catch (IllegalArgumentException e) {
      map.fault("subject", String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
  }

  private TaskSource files(List<YamlMap> maps, TaskSplits splits) {
    List<TaskSource.Layout> layouts = new ArrayList<>();
    for (YamlMap map : maps) {
      String name = map.requiredText("name");
      List<String> folders = map.texts("folders");
      Map<String, List<String>> files = new LinkedHashMap<>();
      map.map("files")
          .ifPresent(given -> given.keys().forEach(split -> files.put(split, given.texts(split))));
      DataOptions options =
          new DataOptions(
              form(map).orElse(null),
              map.texts("columns"),
              map.text("items").orElse(""),
              map.text("file_field").orElse(""));
      ItemPreparation preparation = preparation(map);
      map.done();
      if (!files.containsKey(splits.asked())) {
        map.fault("files", "no file for split '" + splits.asked() + "'", "");
      }
      if (layouts.stream().anyMatch(l -> l.name().equals(name))) {
        map.fault("name", "layout '" + name + "' stands twice", "");
      }
      layouts.add(
          new TaskSource.Layout(
              name, folders.isEmpty() ? List.of(".") : folders, files, options, preparation));
    }
    return new TaskSource.Files(layouts);
  }

  private static Optional<DataForm> form(YamlMap map) {
    Optional<String> label = map.text("form");
    Optional<DataForm> form = label.flatMap(DataForm::find);
    if (label.isPresent() && form.isEmpty()) {
      map.fault(
          "form",
          "'" + label.get() + "' is no form of data files",
          Nearest.remedy(label.get(), "forms", DataForm.labels()));
    }
    return form;
  }

  /** The steps under {@code prepare}: a name, or names with settings, one after the other. */
  private ItemPreparation preparation(YamlMap layout) {
    ItemPreparation all = rows -> rows;
    for (Object element : layout.elements("prepare")) {
      String name = element instanceof YamlMap map ? map.requiredText("name") : element.toString();
      YamlMap settings = element instanceof YamlMap map ? map : YamlMap.empty(layout);
      Optional<PreparationFactory> factory = preparations.find(name);
      if (factory.isEmpty()) {
        layout.fault(
            "prepare",
            "'" + name + "' is no preparation",
            Nearest.remedy(name, "preparations", preparations.names()));
        settings.ignoreRest();
        continue;
      }
      all = all.then(factory.get().create(settings));
      settings.done();
    }
    return all;
  }
}
