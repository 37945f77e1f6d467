package dev.nightshift.eval.filter;

import dev.nightshift.eval.yaml.YamlMap;

/** Makes a step from its entry in {@code filter_list}. */
@FunctionalInterface
public interface FilterFactory {

  /**
   * The step.
   *
   * @param settings the entry: keys beside {@code function} are the step's own; faults are noted
   *     there. Keys that are not asked for are told as unknown.
   */
  ResponseFilter create(YamlMap settings);
}
