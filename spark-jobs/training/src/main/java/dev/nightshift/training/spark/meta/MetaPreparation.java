package dev.nightshift.training.spark.meta;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Input.InputFile;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.meta.CharacterImages;
import dev.nightshift.training.meta.InnerLoop;
import dev.nightshift.training.meta.LanguageExamples;
import dev.nightshift.training.meta.LanguageExamples.Encoded;
import dev.nightshift.training.meta.LanguageExamples.Example;
import dev.nightshift.training.meta.LanguageExamples.Written;
import dev.nightshift.training.meta.LanguageProtocol;
import dev.nightshift.training.meta.Learner;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.OmniglotProtocol;
import dev.nightshift.training.meta.Protocol;
import dev.nightshift.training.meta.SineProtocol;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.ModelSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;

/** Makes the tasks ready for the workers, and the parameters that meta-training begins with. */
final class MetaPreparation {

  private static final int GENERATED_EXAMPLES = 500;

  private final JobContext context;
  private final MetaOptions options;
  private final JobArguments arguments;
  private final ModelSource model;

  MetaPreparation(JobContext context, JobArguments arguments, MetaOptions options) {
    this.context = context;
    this.options = options;
    this.arguments = arguments;
    this.model = new ModelSource(context, arguments);
  }

  private static boolean language(MetaOptions options) {
    return options.protocol().equals(MetaOptions.LANGUAGE);
  }

  /** Adds a fault where the options of the model do not go with the protocol. */
  static void check(JobArguments arguments, MetaOptions options, Faults faults) {
    ModelSource.checkResume(arguments, faults);
    if (language(options)) {
      ModelSource.check(arguments, faults);
    } else {
      for (String name : List.of(ModelSource.MODEL, ModelSource.CONFIG, ModelSource.TOKENIZER)) {
        boolean resumed = name.equals(ModelSource.MODEL) && arguments.flag(ModelSource.RESUME);
        if (arguments.has(name) && !resumed) {
          faults.add(
              "--"
                  + name
                  + " was given, and the protocol "
                  + options.protocol()
                  + " has a net of"
                  + " its own",
              "",
              "Leave it out, give --resume with --model, or --protocol language.");
        }
      }
    }
  }

  /** Adds a fault where model or data cannot be used. */
  void checkInputs(Job job, Faults faults) {
    model.resumption().ifPresent(resumption -> resumption.check(job, context, arguments, faults));
    if (language(options)) {
      model.checkFolders(faults);
    }
    if (arguments.has(MetaOptions.DATA)
        && context.input(MetaOptions.DATA) instanceof Input.OfTable) {
      faults.add("--data names a table", "", "Name a folder of files.");
    }
  }

  /** The folder of the model that was given, if one was. */
  Optional<Path> parent() {
    return model.parent();
  }

  /**
   * The program; its data are prepared, and its first parameters lie in a folder.
   *
   * @param initial becomes that folder where it is not there yet
   */
  MetaProgram<?> program(Path initial) throws IOException {
    return switch (options.protocol()) {
      case MetaOptions.SINE ->
          net(
              new SineProtocol(context.seed(), options.shots(), options.queries()),
              initial,
              Map.of("hidden_sizes", List.of(40, 40)));
      case MetaOptions.OMNIGLOT -> omniglot(initial);
      default -> language(initial);
    };
  }

  private <D> MetaProgram<D> net(Protocol<D> protocol, Path initial, Map<String, Object> made)
      throws IOException {
    MetaProgram<D> program =
        new MetaProgram<>(options.settings(context.seed()), options.meta(), protocol);
    if (!WorkingModel.exists(initial)) {
      Map<String, Object> config = new TreeMap<>(made);
      config.put("model_type", "nightshift-" + protocol.name());
      config.put("method", options.method().label());
      Files.createDirectories(Objects.requireNonNull(initial.getParent()));
      if (model.resumption().isPresent()) {
        NetFolder.requireConfig(model.parent().orElseThrow(), config, "option 'model'");
        model.resumption().get().write(initial);
        return program;
      }
      try (PointerScope scope = new PointerScope()) {
        Learner<D> learner = protocol.learner(initial);
        NetFolder.write(
            initial,
            config,
            new InnerLoop<>(learner, program.meta()).withRates(learner.initial(context.seed())));
      }
    }
    return program;
  }

  private MetaProgram<?> omniglot(Path initial) throws IOException {
    Path prepared = context.workFolder().resolve("characters.bin");
    if (!Files.exists(prepared)) {
      CharacterImages.read(
              files(".zip").stream()
                  .filter(file -> !file.toString().endsWith("all_runs.zip"))
                  .toList())
          .write(prepared);
    }
    boolean headless = options.method() == MetaMethod.PROTONET;
    OmniglotProtocol protocol =
        new OmniglotProtocol(
            context.seed(),
            prepared.toString(),
            options.trainingSize(drawings -> OmniglotProtocol.trainingClasses(prepared, drawings)),
            options.measuredSize(),
            options.filters(),
            options.normalisation(),
            headless);
    protocol.tasks().close();
    return net(
        protocol,
        initial,
        Map.of(
            "filters",
            options.filters(),
            "ways",
            headless ? 0 : options.ways(),
            "normalisation",
            options.normalisation().label()));
  }

  private List<Path> files(String suffix) {
    Input input = context.input(MetaOptions.DATA);
    List<Path> files =
        ((Input.OfFiles) input)
            .files().stream()
                .map(InputFile::uri)
                .filter(uri -> uri.endsWith(suffix))
                .map(uri -> Path.of(URI.create(uri)))
                .toList();
    if (files.isEmpty()) {
      throw new RequestException(
          "'" + input.reference() + "' holds no file " + suffix,
          "option 'data'",
          "Name the folder that holds them.");
    }
    return files;
  }

  private Path tasks() {
    return context.workFolder().resolve("tasks");
  }

  private MetaProgram<?> language(Path initial) throws IOException {
    Path data = tasks();
    int padding;
    try (Tokenizer tokenizer = Tokenizer.load(model.tokenizerFolder())) {
      if (!WorkingModel.exists(initial)) {
        model.writeOrResume(
            initial,
            tokenizer,
            given -> {
              given.requireLanguageModel("option 'model'");
              return given;
            });
      }
      ModelConfig config = WorkingModel.config(initial);
      if (options.method() == MetaMethod.ANIL && config.tied()) {
        throw new RequestException(
            "--method anil adapts the head alone, and the head of this model is its table of"
                + " embeddings (tie_word_embeddings)",
            "option 'method'",
            "Give a model with a head of its own, or --method maml.");
      }
      AnswerEncoding encoding = new AnswerEncoding(tokenizer, config, options.maxLength());
      padding = encoding.padding();
      if (!LanguageExamples.exists(data)) {
        Map<String, List<Example>> tasks =
            arguments.has(MetaOptions.DATA)
                ? LanguageExamples.bigBench(files(".json"))
                : LanguageExamples.generated(
                    context.seed(), GENERATED_EXAMPLES, options.heldOutTasks());
        LanguageExamples.write(
            data,
            tasks,
            example -> encoded(encoding, example),
            options.shots() + options.queries(),
            options.heldOutTasks());
      }
    }
    return new MetaProgram<>(
        options.settings(context.seed()),
        options.meta(),
        new LanguageProtocol(
            context.seed(), data.toString(), options.shots(), options.queries(), padding));
  }

  /** A prompt that is too long loses its beginning, and an answer nothing: it does not fit then. */
  private static Encoded encoded(AnswerEncoding encoding, Example example) {
    int[] prompt = encoding.prompt(example.prompt());
    int[] answer = encoding.completion(example.prompt(), example.answer());
    int most = encoding.maxLength();
    if (answer.length >= most) {
      return new Encoded(new int[0], 1, false);
    }
    AnswerTokens tokens = AnswerTokens.joined(prompt, answer, most);
    return new Encoded(tokens.ids(), tokens.firstTarget(), prompt.length + answer.length > most);
  }

  /** What became of the examples of tasks in words; nothing of other protocols. */
  Map<String, Long> counts() throws IOException {
    Map<String, Long> counts = new LinkedHashMap<>();
    if (language(options)) {
      Written written = LanguageExamples.written(tasks());
      for (Side side : Side.values()) {
        counts.put(side.name().toLowerCase(Locale.ROOT) + "-tasks", (long) written.of(side));
      }
      counts.put("examples", (long) written.examples());
      counts.put("cut-prompts", (long) written.cut());
      counts.put("overlong-answers", (long) written.overlong());
      counts.put("repeated-prompts", (long) written.repeated());
      counts.put("small-tasks", (long) written.small());
    }
    return counts;
  }
}
