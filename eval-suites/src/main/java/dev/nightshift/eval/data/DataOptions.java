package dev.nightshift.eval.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How files are read.
 *
 * @param form their form; null for what each name tells
 * @param columns names of the columns of files without a header; empty where the first line names
 *     them
 * @param items key of the list in a JSON object; empty to take the object's only list of objects
 * @param fileField field that takes each file's name without its endings; empty for none
 */
public record DataOptions(
    @Nullable DataForm form, List<String> columns, String items, String fileField) {

  /** What files tell by themselves. */
  public static final DataOptions DEFAULT = new DataOptions(null, List.of(), "", "");

  public DataOptions {
    columns = List.copyOf(columns);
  }
}
