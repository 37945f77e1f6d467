package dev.nightshift.eval.task;

import dev.nightshift.eval.data.DataOptions;
import dev.nightshift.eval.generated.ProblemSpace;
import dev.nightshift.eval.generated.Subject;
import dev.nightshift.eval.prepare.ItemPreparation;
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
    public Layout {
      folders = List.copyOf(folders);
      files = Map.copyOf(new LinkedHashMap<>(files));
    }
  }
}
