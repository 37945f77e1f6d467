package dev.nightshift.cli;

import dev.nightshift.pipelines.plan.JobCatalog;
import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.Planner;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.Configuration;
import dev.nightshift.pipelines.spec.Layers;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * A pipeline with its layers merged and its plan made; without a fault.
 *
 * @param spec as written
 * @param configuration the merged layers
 * @param plan what will run
 */
record PreparedPipeline(PipelineSpec spec, Configuration configuration, PipelinePlan plan) {

  private static final Path USUAL_FILE = Path.of("nightshift.yaml");

  /**
   * Reads, merges and plans.
   *
   * @param reader reads the pipeline and notes faults of its structure
   * @throws dev.nightshift.schema.error.RequestException with all faults, if there are any
   */
  static PreparedPipeline of(
      Function<Faults, PipelineSpec> reader,
      PipelineOptions options,
      Map<String, String> environment,
      JobCatalog jobs,
      SecretReferences secrets) {
    Faults faults = new Faults();
    PipelineSpec spec = reader.apply(faults);
    Layers layers = new Layers(spec, faults);
    Path file = options.configFile;
    if (file != null) {
      layers.file(file);
    } else if (Files.isRegularFile(USUAL_FILE)) {
      layers.file(USUAL_FILE);
    }
    layers.environment(environment).sets(options.sets);
    options.lake.given().forEach(g -> layers.general(g.getKey(), g.getValue()));
    Configuration configuration = layers.merge();
    PipelinePlan plan = Planner.plan(spec, configuration, jobs, secrets, faults);
    faults.throwIfAny();
    return new PreparedPipeline(spec, configuration, plan);
  }
}
