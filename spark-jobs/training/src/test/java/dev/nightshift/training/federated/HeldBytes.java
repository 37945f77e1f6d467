package dev.nightshift.training.federated;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** All byte arrays and texts that objects of the trainings hold, however deep. */
public final class HeldBytes {

  private final List<byte[]> found = new ArrayList<>();
  private final Map<Object, Boolean> seen = new IdentityHashMap<>();

  private HeldBytes() {}

  public static List<byte[]> of(List<?> roots) {
    HeldBytes walk = new HeldBytes();
    roots.forEach(walk::walk);
    return walk.found;
  }

  public static void requireNone(List<?> roots, List<byte[]> secrets) {
    for (byte[] held : of(roots)) {
      for (byte[] secret : secrets) {
        Assertions.assertThat(Arrays.equals(held, secret)).as("a secret is held").isFalse();
      }
    }
  }

  private void walk(Object object) {
    if (object == null || seen.put(object, true) != null) {
      return;
    }
    if (object instanceof byte[] bytes) {
      found.add(bytes);
    } else if (object instanceof String text) {
      found.add(text.getBytes(StandardCharsets.UTF_8));
    } else if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            walk(key);
            walk(value);
          });
    } else if (object instanceof Iterable<?> items && !(object instanceof Path)) {
      items.forEach(this::walk);
    } else if (object instanceof Object[] items) {
      for (int i = 0; i < Array.getLength(items); i++) {
        walk(items[i]);
      }
    } else if (object.getClass().getName().startsWith("dev.nightshift.")
        && !object.getClass().isEnum()) {
      fields(object);
    }
  }

  private void fields(Object object) {
    for (Field field : object.getClass().getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
        try {
          field.setAccessible(true);
          walk(field.get(object));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
