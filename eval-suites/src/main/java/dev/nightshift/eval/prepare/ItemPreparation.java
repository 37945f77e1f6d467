package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import java.util.List;

/**
 * A step from the rows of a split to the items of a task: a pure function of the rows. It may
 * change fields ({@link DataRow#with}), drop rows, split one into several ({@link
 * DataRow#derived}), or join several into one. Random choices are keyed by a row's id.
 */
@FunctionalInterface
public interface ItemPreparation {

  /**
   * The rows that come out, in their order.
   *
   * @param rows all rows of a split, in the order of the files
   * @throws IllegalArgumentException if a row lacks what the step needs; the message says what and
   *     names the row by {@link DataRow#place}
   */
  List<DataRow> prepare(List<DataRow> rows);

  /** A step that treats each row by itself. */
  static ItemPreparation each(java.util.function.UnaryOperator<DataRow> step) {
    return rows -> rows.stream().map(step).toList();
  }

  /** This step and another after it. */
  default ItemPreparation then(ItemPreparation next) {
    return rows -> next.prepare(prepare(rows));
  }
}
