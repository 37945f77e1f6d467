package dev.nightshift.pipelines.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step as written.
 *
 * @param name unique in the pipeline, in kebab case
 * @param job name of the job
 * @param with option to value, references unresolved
 * @param after steps that must have ended well before; references add theirs
 * @param when a text that becomes true or false; null for a step that always runs
 * @param place where the step starts
 */
public record StepSpec(
    String name,
    Setting job,
    Map<String, Setting> with,
    List<Setting> after,
    @Nullable Setting when,
    Place place) {

  public StepSpec {
    with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
    after = List.copyOf(after);
  }
}
