package dev.nightshift.eval.data;

import dev.nightshift.schema.identity.Digest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row of a data file. Values are null, {@link Boolean}, {@link Integer}, {@link Long}, {@link
 * Double}, {@link String}, {@link java.util.List} and {@link Map}.
 *
 * @param id stable id: digest of position and content
 * @param place where it stands, for messages: file and line or number
 * @param fields name to value, in the order of the file
 */
public record DataRow(String id, String place, Map<String, @Nullable Object> fields) {

  public DataRow {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The same row with these fields in place of its own. */
  public DataRow withAll(Map<String, @Nullable Object> newFields) {
    return new DataRow(id, place, newFields);
  }

  /** The same row with a field set. */
  public DataRow with(String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new DataRow(id, place, more);
  }

  /** A further row made of this one, with an id of its own. */
  public DataRow derived(String suffix, Map<String, @Nullable Object> newFields) {
    return new DataRow(
        Digest.start().add("derived-item").add(id).add(suffix).hex(), place, newFields);
  }

  /**
   * A field as a text.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String text(String name) {
    Object value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          place + ": there is no field '" + name + "' among " + fields.keySet());
    }
    return value.toString();
  }
}
