package dev.nightshift.eval.prepare;

import dev.nightshift.eval.yaml.YamlMap;

/** Makes a preparation from its entry under {@code prepare}. */
@FunctionalInterface
public interface PreparationFactory {

  /**
   * The preparation.
   *
   * @param settings the entry: keys beside {@code name} are the preparation's own; faults are noted
   *     there. Keys that are not asked for are told as unknown.
   */
  ItemPreparation create(YamlMap settings);
}
