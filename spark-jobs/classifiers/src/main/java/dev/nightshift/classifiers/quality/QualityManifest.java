package dev.nightshift.classifiers.quality;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a quality model comes from and what it scored.
 *
 * @param format layout of the folder
 * @param digest digest of the model
 * @param runId the run that trained it
 * @param seed seed of the run
 * @param codeJob name and version of the job
 * @param inputs what it was trained on: reference and digest
 * @param parameters options of the run
 * @param counts rows read, trained on, held out ...
 * @param values accuracy and the like, of the network and of the baseline
 * @param curves name to the value after each epoch
 */
public record QualityManifest(
    int format,
    String digest,
    String runId,
    long seed,
    String codeJob,
    Map<String, String> inputs,
    Map<String, String> parameters,
    Map<String, Long> counts,
    Map<String, Double> values,
    Map<String, List<Double>> curves) {

  /** The layout that this code writes. */
  public static final int FORMAT = 1;

  public QualityManifest {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
  }
}
