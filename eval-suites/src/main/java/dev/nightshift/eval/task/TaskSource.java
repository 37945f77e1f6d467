package dev.nightshift.eval.task;

import dev.nightshift.eval.data.DataOptions;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Subject;
import dev.nightshift.eval.prepare.ItemPreparation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the items of a task come from. */
public sealed interface TaskSource {

  /** The names of its layouts, for listing. */
  List<String> layoutNames();

  /**
   * Problems that are generated, all of them with held-out operands.
   *
   * @param subject arithmetic or algebra
   * @param count how many, each with operands of its own
   * @param seed seed of the draws; fixed, so that every evaluation asks the same
   * @param space the numbers
   */
  record Generated(Subject subject, int count, long seed, ProblemSpace space)
      implements TaskSource {
    @Override
    public List<String> layoutNames() {
      return List.of(TaskDataLoader.GENERATED);
    }
  }

  /**
   * Files below the folder that the user names.
   *
   * @param layouts in the order in which they are looked for
   */
  record Files(List<Layout> layouts) implements TaskSource {
    public Files {
      layouts = List.copyOf(layouts);
    }

    @Override
    public List<String> layoutNames() {
      return layouts.stream().map(Layout::name).toList();
    }
  }

  /**
   * One way in which the data of a task is published. Scores of different layouts are never
   * compared.
   *
   * @param name its name in results
   * @param folders folders below the data folder, in the order in which they are tried
   * @param files split to patterns of files
   * @param options how the files are read
   * @param preparation makes rows items
   */
  record Layout(
      String name,
      List<String> folders,
      Map<String, List<String>> files,
      DataOptions options,
      ItemPreparation preparation) {

    /** The layout of data sets of the Hugging Face hub. */
    public static final String HUGGING_FACE = "huggingface";

    private static final String LINES = ".jsonl";
    private static final List<String> SHARDS =
        List.of(
            "SPLIT-*-of-*.parquet",
            "data/SPLIT-*-of-*.parquet",
            "SPLIT/*.parquet",
            "SPLIT.parquet",
            "SPLIT.json",
            "SPLIT.csv");

    public Layout {
      folders = List.copyOf(folders);
      files = Map.copyOf(new LinkedHashMap<>(files));
    }

    /**
     * The ways in which the files of a split may be there: as the task file names them; and, in the
     * layout {@value #HUGGING_FACE}, as the Parquet shards that the hub keeps in their place.
     * {@code a/test.jsonl} is then also {@code a/test-*-of-*.parquet}, the same below {@code
     * a/data}, or {@code a/test/*.parquet}, as the hub converts other files; and a Parquet, JSON or
     * CSV file of the same name.
     */
    public List<List<String>> spellings(String split) {
      List<String> named = files.getOrDefault(split, List.of());
      List<List<String>> all = new ArrayList<>();
      if (!named.isEmpty()) {
        all.add(named);
      }
      if (name.equals(HUGGING_FACE)
          && !named.isEmpty()
          && named.stream().allMatch(Layout::isLines)) {
        for (String shards : SHARDS) {
          all.add(named.stream().map(file -> shards(file, shards)).toList());
        }
      }
      return all;
    }

    private static boolean isLines(String file) {
      String last = file.substring(file.lastIndexOf('/') + 1);
      return last.endsWith(LINES) && last.indexOf('*') < 0;
    }

    private static String shards(String file, String form) {
      int at = file.lastIndexOf('/') + 1;
      String stem = file.substring(at, file.length() - LINES.length());
      return file.substring(0, at) + form.replace("SPLIT", stem);
    }
  }
}
