package dev.nightshift.training.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a finished model goes: its folder with {@code manifest.json}, which tells its lineage, and
 * a row of {@code models}. A folder whose manifest names the run is what an earlier attempt of the
 * same run left, and is taken as it is.
 */
public final class Publication {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The file of a model's folder that tells where it came from. */
  static final String MANIFEST = "manifest.json";

  /** A row of {@code models}. */
  public record ModelRow(
      String modelDigest,
      String weightsDigest,
      @Nullable String parentDigest,
      String stage,
      @Nullable String alias,
      String path,
      Instant madeAt) {}

  private static final RecordCodec<ModelRow> CODEC =
      RecordCodec.of(ModelRow.class, LakeTables.MODELS);

  private final Job job;
  private final JobContext context;
  private final JobArguments arguments;
  private final Function<Path, ModelDigest> digests;

  /** The publication of a decoder. */
  public Publication(Job job, JobContext context, JobArguments arguments) {
    this(job, context, arguments, ModelDigest::of);
  }

  /** A publication of models whose folders have digests of their own. */
  public Publication(
      Job job, JobContext context, JobArguments arguments, Function<Path, ModelDigest> digests) {
    this.job = job;
    this.context = context;
    this.arguments = arguments;
    this.digests = digests;
  }

  /** The folder of the new model. */
  public Path folder() {
    Optional<String> output = arguments.find("output");
    if (output.isPresent()) {
      return Path.of(output.get()).toAbsolutePath().normalize();
    }
    URI root = URI.create(context.lake().root());
    if (!"file".equals(root.getScheme())) {
      throw new RequestException(
          "a lake at " + root + " has no place for models on this machine",
          "option 'output'",
          "Give --output.");
    }
    return Path.of(root.getPath(), "models", context.runId());
  }

  /** Refuses to replace a folder that is no model of ours. */
  public void check() {
    Path folder = folder();
    if (Files.exists(folder) && !Files.exists(folder.resolve(MANIFEST)) && !isEmpty(folder)) {
      throw new RequestException(
          "'" + folder + "' exists and is no model that Nightshift made",
          "option 'output'",
          "Name another folder, or remove it.");
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Takes the model that an earlier attempt of this run published, or has it made; then registers
   * it and deletes the work folder.
   *
   * @param work the run's work folder
   * @param training makes and publishes the model
   */
  public JobOutcome once(Path work, TrainingFlow.FileWork<JobOutcome> training) {
    return TrainingFlow.files(
        "job " + job.name(),
        work,
        () -> {
          Optional<JobOutcome> earlier = finished();
          JobOutcome outcome = register(earlier.isPresent() ? earlier.get() : training.run());
          FolderSwap.delete(work);
          return outcome;
        });
  }

  /** The outcome that an earlier attempt of this run left in its manifest. */
  private Optional<JobOutcome> finished() throws IOException {
    Path manifest = folder().resolve(MANIFEST);
    if (!Files.exists(manifest)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(manifest.toFile());
    if (!json.path("run").asText().equals(context.runId())) {
      return Optional.empty();
    }
    JobOutcome outcome = JobOutcome.empty();
    for (Map.Entry<String, JsonNode> count : json.path("counts").properties()) {
      outcome = outcome.count(count.getKey(), count.getValue().asLong());
    }
    for (Map.Entry<String, JsonNode> value : json.path("values").properties()) {
      outcome = outcome.value(value.getKey(), value.getValue().asDouble());
    }
    return Optional.of(outcome);
  }

  /** Makes the model's folder from a checkpoint. */
  public void publish(Path checkpoint, @Nullable Path parent, JobOutcome outcome)
      throws IOException {
    Path folder = folder();
    Files.createDirectories(folder.getParent());
    String parentDigest = parent == null ? null : digests.apply(parent).model();
    CheckpointStore.writeAtomically(
        folder,
        temporary -> {
          copyTree(checkpoint, temporary);
          Files.write(
              temporary.resolve(MANIFEST),
              JSON.writerWithDefaultPrettyPrinter()
                  .writeValueAsBytes(manifest(temporary, parentDigest, outcome)));
        });
  }

  /** Writes the row of {@code models}, once, and adds the folder to the outcome. */
  private JobOutcome register(JobOutcome outcome) throws IOException {
    Path folder = folder();
    JsonNode manifest = JSON.readTree(folder.resolve(MANIFEST).toFile());
    ModelRow row =
        new ModelRow(
            manifest.path("model_digest").asText(),
            manifest.path("weights_digest").asText(),
            manifest.path("parent_digest").isTextual()
                ? manifest.path("parent_digest").asText()
                : null,
            job.name(),
            null,
            folder.toString(),
            context.clock().instant());
    append(context, row);
    return outcome.artifact("model", folder.toString());
  }

  /** Writes the only row of {@code models} of a run, once. */
  public static void append(JobContext context, ModelRow row) {
    context.append(
        LakeTables.MODELS.name(),
        LakeTables.MODELS,
        CODEC.dataset(context.spark(), List.of(row)),
        0);
  }

  private ObjectNode manifest(Path folder, @Nullable String parentDigest, JobOutcome outcome)
      throws IOException {
    ModelDigest digest = digests.apply(folder);
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("model_digest", digest.model());
    manifest.put("weights_digest", digest.weights());
    manifest.put("parent_digest", parentDigest);
    manifest.put("stage", job.name());
    manifest.put("run", context.runId());
    manifest.put("seed", context.seed());
    manifest.put("job_version", job.version());
    manifest.put("code_version", codeVersion());
    ObjectNode configuration = manifest.putObject("configuration");
    arguments.asMap().forEach(configuration::put);
    ObjectNode inputs = manifest.putObject("inputs");
    for (JobOption option : job.options()) {
      if (option.kind() == OptionKind.INPUT && arguments.has(option.name())) {
        Input input = context.input(option.name());
        ObjectNode entry = inputs.putObject(option.name());
        entry.put("reference", input.reference());
        entry.put("digest", input.digest());
        if (input instanceof Input.OfTable table) {
          entry.put("version", table.table().version());
          entry.put("runs_version", table.table().runsVersion());
        }
      }
    }
    ObjectNode counts = manifest.putObject("counts");
    outcome.counts().forEach(counts::put);
    ObjectNode values = manifest.putObject("values");
    outcome.values().forEach(values::put);
    return manifest;
  }

  private static String codeVersion() {
    String version = Publication.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Copies a folder with all below it into one that is there. */
  public static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.sorted(Comparator.naturalOrder()).toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
