package dev.nightshift.inference.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The decoders that the forward pass knows, by the names that {@code config.json} uses. */
public enum Architecture {
  LLAMA("Llama", "llama"),
  MISTRAL("Mistral", "mistral"),
  QWEN2("Qwen2", "qwen2"),
  QWEN3("Qwen3", "qwen3"),
  GPT2("GPT2", "gpt2"),
  MIXTRAL("Mixtral", "mixtral");

  private final String family;
  private final String modelType;

  Architecture(String family, String modelType) {
    this.family = family;
    this.modelType = modelType;
  }

  /** The entry of {@code architectures} with that head, for instance {@code LlamaForCausalLM}. */
  public String className(Head.Kind head) {
    return switch (head) {
      case LANGUAGE_MODEL -> family + (this == GPT2 ? "LMHeadModel" : "ForCausalLM");
      case SEQUENCE -> family + "ForSequenceClassification";
      case TOKEN -> family + "ForTokenClassification";
    };
  }

  /** The value of {@code model_type}, for instance {@code llama}. */
  public String modelType() {
    return modelType;
  }

  /** The architecture of that class name, whatever its head, if it is known. */
  public static Optional<Architecture> ofClassName(String name) {
    return Arrays.stream(values()).filter(a -> a.headOf(name).isPresent()).findFirst();
  }

  /** The head of that class name, if it is one of this architecture's. */
  public Optional<Head.Kind> headOf(String name) {
    return Arrays.stream(Head.Kind.values()).filter(k -> className(k).equals(name)).findFirst();
  }

  /** The architecture of that model type, if it is known. */
  public static Optional<Architecture> ofModelType(String type) {
    return Arrays.stream(values()).filter(a -> a.modelType.equals(type)).findFirst();
  }

  /** All class names, for messages. */
  public static String known() {
    return Arrays.stream(values())
            .map(a -> a.className(Head.Kind.LANGUAGE_MODEL))
            .collect(Collectors.joining(", "))
        + ", and of each of them …ForSequenceClassification and …ForTokenClassification";
  }
}
