package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.ZipEntries;
import dev.nightshift.curation.ingest.huggingface.DataFile;
import dev.nightshift.curation.ingest.huggingface.DatasetFolder;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Input.InputFile;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which files of an input hold records, and in which format: all of them, or those that a Hugging
 * Face data set names.
 *
 * @param files the files
 * @param licence the licence that the input states; null where it states none
 */
record InputLayout(List<SourceInput> files, @Nullable String licence) {

  private static final String AUTO = "auto";
  private static final String HUGGING_FACE = "huggingface";
  // A README with its YAML, or the description of a data set.
  private static final int LONGEST_DESCRIPTION = 16 << 20;

  /** Looks at an input; what is wrong with it goes to the faults. */
  static InputLayout of(
      Input.OfFiles input, JobArguments arguments, Configuration hadoop, Faults faults) {
    String format = arguments.text("format");
    if (format.equals(AUTO) || format.equals(HUGGING_FACE)) {
      Map<String, InputFile> byPath = new LinkedHashMap<>();
      input.files().forEach(file -> byPath.putIfAbsent(file.relativePath(), file));
      DatasetFolder dataset =
          DatasetFolder.recognise(
                  List.copyOf(byPath.keySet()), path -> text(byPath.get(path), hadoop))
              .orElse(null);
      if (dataset != null) {
        return ofDataset(dataset, byPath, arguments, input, faults);
      }
      if (format.equals(HUGGING_FACE)) {
        faults.add(
            "'" + input.reference() + "' is no data set of Hugging Face",
            "option 'format'",
            "Name the folder that has its README.md with YAML, its dataset_infos.json, its"
                + " state.json or its data/train-00000-of-00001.parquet.");
        return new InputLayout(List.of(), null);
      }
    }
    for (String option : List.of("dataset-config", "dataset-splits")) {
      if (arguments.has(option)) {
        faults.add(
            "'" + input.reference() + "' is no data set of Hugging Face, which the option is for",
            "option '" + option + "'",
            "Leave the option out, or name the folder of a data set.");
      }
    }
    List<SourceInput> files = new ArrayList<>();
    for (InputFile file : input.files()) {
      SourceFormat known =
          format.equals(AUTO)
              ? SourceFormat.ofName(file.relativePath()).orElse(null)
              : Enum.valueOf(SourceFormat.class, format.toUpperCase(Locale.ROOT));
      if (known == null && !ZipEntries.isArchive(file.relativePath())) {
        faults.add(
            "the name of file '" + file.relativePath() + "' does not tell its format",
            input.reference(),
            "Give --format, or name the files by their format.");
      } else {
        files.add(new SourceInput(file, known, Map.of()));
      }
    }
    return new InputLayout(files, null);
  }

  private static InputLayout ofDataset(
      DatasetFolder dataset,
      Map<String, InputFile> byPath,
      JobArguments arguments,
      Input.OfFiles input,
      Faults faults) {
    Set<String> configs = new TreeSet<>();
    dataset.files().forEach(file -> configs.add(file.config()));
    String config = arguments.find("dataset-config").orElse(null);
    if (config == null && (configs.size() == 1 || configs.contains(DatasetFolder.DEFAULT_CONFIG))) {
      config = configs.size() == 1 ? configs.iterator().next() : DatasetFolder.DEFAULT_CONFIG;
    }
    if (configs.isEmpty()) {
      faults.add(
          "the data set names no files that are there",
          input.reference(),
          "Fetch its data files as well: README.md and dataset_infos.json only describe them.");
    } else if (config == null || !configs.contains(config)) {
      faults.add(
          config == null
              ? "the data set has several configurations"
              : "the data set has no configuration '" + config + "'",
          "option 'dataset-config'",
          "Give one of: " + String.join(", ", configs) + ".");
    }
    Set<String> wanted = new TreeSet<>();
    arguments
        .find("dataset-splits")
        .ifPresent(splits -> List.of(splits.split(",")).forEach(s -> wanted.add(s.strip())));
    Set<String> splits = new TreeSet<>();
    List<SourceInput> files = new ArrayList<>();
    for (DataFile file : dataset.files()) {
      if (!file.config().equals(config)) {
        continue;
      }
      splits.add(file.split());
      InputFile listed = byPath.get(file.path());
      SourceFormat known = SourceFormat.ofName(file.path()).orElse(null);
      if (listed != null && known != null && (wanted.isEmpty() || wanted.contains(file.split()))) {
        Map<String, String> meta = new LinkedHashMap<>();
        meta.put("split", file.split());
        if (!file.config().equals(DatasetFolder.DEFAULT_CONFIG)) {
          meta.put("config", file.config());
        }
        files.add(new SourceInput(listed, known, meta));
      }
    }
    if (!splits.containsAll(wanted)) {
      wanted.removeAll(splits);
      faults.add(
          "the data set has no split " + String.join(", ", wanted),
          "option 'dataset-splits'",
          "Its splits are: " + String.join(", ", splits) + ".");
    }
    return new InputLayout(files, dataset.licence());
  }

  /** The text of a small file; null where it cannot be read. */
  private static @Nullable String text(@Nullable InputFile file, Configuration hadoop) {
    if (file == null || file.length() > LONGEST_DESCRIPTION) {
      return null;
    }
    Path path = new Path(URI.create(file.uri()));
    try (InputStream in = path.getFileSystem(hadoop).open(path)) {
      return new String(in.readNBytes(LONGEST_DESCRIPTION), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    }
  }
}
