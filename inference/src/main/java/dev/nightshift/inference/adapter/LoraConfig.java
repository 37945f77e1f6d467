package dev.nightshift.inference.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Architecture;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a low-rank adapter is made of, as PEFT's {@code adapter_config.json} tells it.
 *
 * @param rank number of columns of the low-rank factors (r)
 * @param alpha the adapter's output is scaled by alpha / r, or alpha / √r where {@code
 *     rankStabilised}
 * @param targets the last names of the modules it applies to, or one regular expression over their
 *     full names
 * @param rankStabilised whether the scale is alpha / √r (Kalajdzievski 2023)
 * @param saved names of modules that are trained and kept whole beside the factors ({@code
 *     modules_to_save}); those that a model does not have are passed over, as PEFT does
 * @param source the whole configuration as it was read; empty for a fresh one
 */
public record LoraConfig(
    int rank,
    double alpha,
    List<String> targets,
    boolean rankStabilised,
    List<String> saved,
    ObjectNode source) {

  /** The file's name. */
  public static final String FILE = "adapter_config.json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String REMEDY = "Merge such an adapter with PEFT first.";
  private static final List<String> UNSUPPORTED =
      List.of("use_dora", "use_qalora", "use_bdlora", "lora_bias");
  private static final List<String> UNSUPPORTED_OBJECTS =
      List.of("rank_pattern", "alpha_pattern", "layer_replication");

  /** The heads of labels; PEFT names both for every classifier. */
  private static final List<String> HEADS = List.of("classifier", "score");

  public LoraConfig {
    targets = List.copyOf(targets);
    saved = List.copyOf(saved);
    source = Objects.requireNonNull(source, "source").deepCopy();
    if (rank < 1) {
      throw new IllegalArgumentException("an adapter's rank is at least 1, not " + rank);
    }
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("an adapter needs modules to apply to");
    }
  }

  /** A fresh configuration for modules with these last names, for instance {@code q_proj}. */
  public static LoraConfig of(int rank, double alpha, List<String> targets) {
    return new LoraConfig(rank, alpha, targets, false, List.of(), MAPPER.createObjectNode());
  }

  /** The same for a model whose head, if it is one of labels, is trained whole beside the factors. */
  public LoraConfig withHeadOf(ModelConfig config) {
    List<String> heads =
        config.head().isLanguageModel() ? List.of() : List.of(Decoder.headModule(config));
    return new LoraConfig(rank, alpha, targets, rankStabilised, heads, source);
  }

  /** The names and shapes of the model's parameters that are kept whole. */
  Map<String, long[]> savedShapes(ModelConfig config) {
    Map<String, long[]> shapes = new LinkedHashMap<>(Decoder.parameterShapes(config));
    String head = Decoder.headModule(config);
    boolean kept = !config.head().isLanguageModel() && saved.contains(head);
    shapes.keySet().removeIf(name -> !kept || !name.startsWith(head + "."));
    return shapes;
  }

  /** The factor on the adapter's output. */
  public double scale() {
    return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  /**
   * The full names of the model's linear modules that the adapter applies to.
   *
   * @throws RequestException if a target names none
   */
  public List<String> modules(ModelConfig config) {
    List<String> linear = linearModules(config);
    List<String> found = new ArrayList<>();
    Faults faults = new Faults();
    if (targets.size() == 1 && targets.get(0).equals("all-linear")) {
      linear.stream().filter(module -> !module.equals("lm_head")).forEach(found::add);
      return found;
    }
    for (String target : targets) {
      List<String> matching = linear.stream().filter(module -> matches(module, target)).toList();
      if (matching.isEmpty()) {
        faults.add(
            "the adapter's target '" + target + "' names no linear module of the model",
            FILE + ", key target_modules",
            "Modules are named like " + linear.get(0) + ".");
      }
      found.addAll(matching);
    }
    faults.throwIfAny();
    return linear.stream().filter(found::contains).toList();
  }

  /** All linear modules inside the blocks of a model. */
  static List<String> linearModules(ModelConfig config) {
    List<String> modules = new ArrayList<>();
    Decoder.parameterShapes(config)
        .forEach(
            (name, shape) -> {
              boolean inBlock =
                  name.startsWith("model.layers.") || name.startsWith("transformer.h.");
              if (shape.length == 2 && name.endsWith(".weight") && inBlock) {
                modules.add(name.substring(0, name.length() - ".weight".length()));
              }
            });
    return modules;
  }

  private static boolean matches(String module, String target) {
    if (module.equals(target) || module.endsWith("." + target)) {
      return true;
    }
    try {
      return Pattern.matches(target, module);
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  /**
   * Reads the configuration of an adapter's folder.
   *
   * @throws RequestException with every fault of the file
   */
  public static LoraConfig read(Path folder) {
    Path file = folder.resolve(FILE);
    JsonNode json;
    try {
      json = MAPPER.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new RequestException(
          "the adapter's configuration cannot be read (" + e + ")",
          file.toString(),
          "Name a PEFT folder.");
    }
    Faults faults = new Faults();
    String where = file + ", key ";
    if (!json.path("peft_type").asText().equals("LORA")) {
      faults.add("peft_type is " + json.path("peft_type"), where + "peft_type", "Use LORA.");
    }
    for (String key : UNSUPPORTED) {
      if (json.path(key).asBoolean(false)) {
        faults.add(key + " is not supported", where + key, REMEDY);
      }
    }
    for (String key : UNSUPPORTED_OBJECTS) {
      if (json.path(key).size() > 0) {
        faults.add(key + " is not supported", where + key, REMEDY);
      }
    }
    List<String> saved = new ArrayList<>();
    json.path("modules_to_save").forEach(module -> saved.add(module.asText()));
    if (!HEADS.containsAll(saved)) {
      faults.add(
          "modules_to_save is " + json.path("modules_to_save"),
          where + "modules_to_save",
          "Supported are " + String.join(" and ", HEADS) + ". " + REMEDY);
    }
    if (!json.path("bias").asText("none").equals("none")) {
      faults.add("bias is " + json.path("bias"), where + "bias", REMEDY);
    }
    int rank = json.path("r").asInt(0);
    if (rank < 1) {
      faults.add("r is " + json.path("r"), where + "r", "Give a rank of at least 1.");
    }
    List<String> targets = new ArrayList<>();
    JsonNode given = json.path("target_modules");
    (given.isArray() ? given : List.of(given)).forEach(t -> targets.add(t.asText()));
    if (given.isMissingNode() || given.isNull() || targets.isEmpty()) {
      faults.add("target_modules is missing", where + "target_modules", "List the modules.");
    }
    faults.throwIfAny();
    return new LoraConfig(
        rank,
        json.path("lora_alpha").asDouble(8),
        targets,
        json.path("use_rslora").asBoolean(false),
        saved,
        (ObjectNode) json);
  }

  /** The configuration as PEFT writes it, for a base model of that name. */
  ObjectNode toJson(ModelConfig config) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("peft_type", "LORA");
    json.put(
        "task_type",
        switch (config.head().kind()) {
          case LANGUAGE_MODEL -> "CAUSAL_LM";
          case SEQUENCE -> "SEQ_CLS";
          case TOKEN -> "TOKEN_CLS";
        });
    json.putNull("base_model_name_or_path");
    json.put("bias", "none");
    json.put("fan_in_fan_out", config.architecture() == Architecture.GPT2);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    json.put("lora_dropout", 0.0);
    json.putNull("modules_to_save");
    json.put("use_dora", false);
    json.setAll(source);
    json.put("r", rank);
    json.put("lora_alpha", alpha);
    json.put("use_rslora", rankStabilised);
    if (!saved.isEmpty()) {
      saved.forEach(json.putArray("modules_to_save")::add);
    }
    if (!json.path("target_modules").isTextual()) {
      targets.forEach(json.putArray("target_modules")::add);
    }
    return json;
  }

  @Override
  public ObjectNode source() {
    return source.deepCopy();
  }
}
