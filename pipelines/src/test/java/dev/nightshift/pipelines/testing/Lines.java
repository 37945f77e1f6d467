package dev.nightshift.pipelines.testing;

import dev.nightshift.runtime.progress.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Progress that keeps its lines. */
public final class Lines implements Progress {

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Override
  public Task start(String name, String unit, long total) {
    return new Task() {
      @Override
      public void at(long done, String note) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public void line(String text) {
    said.add(text);
  }

  /** All lines so far. */
  public List<String> said() {
    return List.copyOf(said);
  }
}
