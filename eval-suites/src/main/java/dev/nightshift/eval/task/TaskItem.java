package dev.nightshift.eval.task;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item of a task's data.
 *
 * @param id stable name
 * @param fields what templates may use
 */
public record TaskItem(String id, Map<String, @Nullable Object> fields) {

  public TaskItem {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
