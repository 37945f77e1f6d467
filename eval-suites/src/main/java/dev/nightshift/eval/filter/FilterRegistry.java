package dev.nightshift.eval.filter;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps that task files can name under {@code function}.
 *
 * @param factories name to factory, in the order of listing
 */
public record FilterRegistry(Map<String, FilterFactory> factories) {

  public FilterRegistry {
    factories = Collections.unmodifiableMap(new LinkedHashMap<>(factories));
  }

  /** This registry and one step more. */
  public FilterRegistry with(String name, FilterFactory factory) {
    Map<String, FilterFactory> more = new LinkedHashMap<>(factories);
    if (more.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException("filter '" + name + "' is there already");
    }
    return new FilterRegistry(more);
  }

  /** The factory of that name. */
  public Optional<FilterFactory> find(String name) {
    return Optional.ofNullable(factories.get(name));
  }

  /** All names. */
  public List<String> names() {
    return List.copyOf(factories.keySet());
  }
}
