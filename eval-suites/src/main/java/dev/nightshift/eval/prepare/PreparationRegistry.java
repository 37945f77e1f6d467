package dev.nightshift.eval.prepare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The preparations that task files can name.
 *
 * @param factories name to factory, in the order of listing
 */
public record PreparationRegistry(Map<String, PreparationFactory> factories) {

  public PreparationRegistry {
    factories = Collections.unmodifiableMap(new LinkedHashMap<>(factories));
  }

  /** Without any preparation. */
  public static PreparationRegistry empty() {
    return new PreparationRegistry(Map.of());
  }

  /** This registry and one preparation more. */
  public PreparationRegistry with(String name, PreparationFactory factory) {
    Map<String, PreparationFactory> more = new LinkedHashMap<>(factories);
    if (more.putIfAbsent(name, factory) != null) {
      throw new IllegalArgumentException("preparation '" + name + "' is there already");
    }
    return new PreparationRegistry(more);
  }

  /** The factory of that name. */
  public Optional<PreparationFactory> find(String name) {
    return Optional.ofNullable(factories.get(name));
  }

  /** All names. */
  public List<String> names() {
    return List.copyOf(factories.keySet());
  }
}
