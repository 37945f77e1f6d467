package dev.nightshift.inference.adapter;

import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.tensor.TensorIo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of its own for each row of a batch, so that one pass serves several of them. Rows with
 * the same adapter are computed together.
 */
public final class RowAdapters implements AdapterSet {

  private final Map<AdapterSet, List<Long>> rowsOf;

  private RowAdapters(Map<AdapterSet, List<Long>> rowsOf) {
    this.rowsOf = rowsOf;
  }

  /** The adapter of each row, in order; {@link AdapterSet#none} for rows without. */
  public static RowAdapters of(List<AdapterSet> adapterOfRow) {
    Map<AdapterSet, List<Long>> rowsOf = new LinkedHashMap<>();
    for (int row = 0; row < adapterOfRow.size(); row++) {
      rowsOf.computeIfAbsent(adapterOfRow.get(row), a -> new ArrayList<>()).add((long) row);
    }
    return new RowAdapters(rowsOf);
  }

  @Override
  public @Nullable Tensor delta(String module, Tensor input) {
    Tensor sum = null;
    for (Map.Entry<AdapterSet, List<Long>> entry : rowsOf.entrySet()) {
      long[] rows = entry.getValue().stream().mapToLong(Long::longValue).toArray();
      Tensor index = TensorIo.longs(rows, rows.length);
      Tensor part = entry.getKey().delta(module, input.index_select(0, index));
      if (part != null) {
        if (input.dim() != 3) {
          throw new IllegalArgumentException(
              module + " sees tokens without their rows: it takes one adapter for the whole batch");
        }
        if (sum == null) {
          long[] shape = TensorIo.shape(part);
          shape[0] = input.size(0);
          sum = torch.zeros(shape, part.options());
        }
        sum = sum.index_add(0, index, part);
      }
    }
    return sum;
  }
}
