package dev.nightshift.pipelines.registry;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Gives a model a name to be served under: copies its folder into the registry, under its digest,
 * and writes a row of {@code models} with the alias. The newest row of an alias is what it means.
 */
public final class RegisterJob implements Job {

  private static final String MODELS = LakeTables.MODELS.name();
  private static final RecordCodec<RegisteredModel> CODEC =
      RecordCodec.of(RegisteredModel.class, LakeTables.MODELS);

  /** Optimizer moments and the like: of use to a resumed training, not to a served model. */
  private static final String TRAINING = "training";

  @Override
  public String name() {
    return "register";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Copies a model into the registry under its digest, and gives it an alias";
  }

  @Override
  public String example() {
    return "--model lake/out/dpo --alias tutor";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required("model", OptionKind.INPUT, "Folder of the model."),
        JobOption.required("alias", OptionKind.TEXT, "Name to serve it under, in kebab case."),
        JobOption.optional(
            "registry",
            OptionKind.OUTPUT_PATH,
            "Folder of the registry; by default 'models' in the lake."));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    String alias = arguments.text("alias");
    if (!alias.matches("[a-z][a-z0-9-]*")) {
      faults.add("the alias '" + alias + "' is not in kebab case", "option 'alias'", "");
    }
    faults.throwIfAny();
    ModelFolder model = ModelFolder.of(context.input("model"), "model");
    Path target = registry(context.lake(), arguments).resolve(model.digest().model());
    if (!Files.isDirectory(target)) {
      FolderSwap.replace(target, folder -> copy(model.path(), folder));
    }
    ModelDigest copied = ModelDigest.of(target);
    if (!copied.equals(model.digest())) {
      throw new RequestException(
          "the registry holds another model under this digest: " + copied.model(),
          target.toString(),
          "Remove that folder: something changed it after it was registered.");
    }
    RegisteredModel row =
        new RegisteredModel(
            model.digest().model(),
            model.digest().weights(),
            parent(context.lake(), model.digest().model()),
            "registered",
            alias,
            target.toString(),
            context.clock().instant());
    context.append(
        MODELS, LakeTables.MODELS, CODEC.dataset(context.spark(), List.of(row)).coalesce(1), 0);
    return JobOutcome.empty().artifact("model", target.toString());
  }

  private static Path registry(Lake lake, JobArguments arguments) {
    if (arguments.has("registry")) {
      return Path.of(arguments.text("registry")).toAbsolutePath().normalize();
    }
    URI root = URI.create(lake.root());
    if (!"file".equals(root.getScheme())) {
      throw new RequestException(
          "the lake " + root + " is not on this machine, and no folder of the registry was named",
          "option 'registry'",
          "Name a folder that all who load models can see.");
    }
    return Path.of(root.getPath()).resolve("models");
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      Path relative = from.relativize(file);
      if (!relative.startsWith(TRAINING)) {
        Path copy = to.resolve(relative);
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** What the run that trained the model said of its parent. */
  private static @Nullable String parent(Lake lake, String digest) {
    if (!lake.exists(MODELS)) {
      return null;
    }
    List<Row> rows =
        lake.read(TableRef.parse(MODELS))
            .where(functions.col("model_digest").equalTo(digest))
            .where(functions.col("parent_digest").isNotNull())
            .orderBy("made_at")
            .select("parent_digest")
            .takeAsList(1);
    return rows.isEmpty() ? null : rows.get(0).getString(0);
  }
}
