package dev.nightshift.pipelines.plan;

import dev.nightshift.pipelines.spec.Place;
import dev.nightshift.pipelines.spec.Setting;
import dev.nightshift.runtime.job.Job;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A step that will run.
 *
 * @param name its name
 * @param job what it does
 * @param options option to value; only references to other steps and secrets are still open
 * @param needs steps that must have ended well before
 * @param place where it stands
 */
public record PlannedStep(
    String name, Job job, Map<String, Setting> options, Set<String> needs, Place place) {

  public PlannedStep {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    needs = Collections.unmodifiableSet(new LinkedHashSet<>(needs));
  }
}
