package dev.nightshift.curation.bpe;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A trained encoding in the layout of Hugging Face: {@code tokenizer.json}, which the tokenizers
 * library and everything on top of it reads, and {@code tokenizer_config.json}, which names the
 * special tokens.
 *
 * <p>The role of a special token is told by its name: the one with {@code bos} in it begins a text,
 * the one with {@code eos} ends it, the one with {@code pad} fills up; {@code <|endoftext|>} stands
 * for a begin and an end that have no token of their own.
 */
public final class TokenizerFolder {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerFolder() {}

  /**
   * The files of the folder.
   *
   * @param model the encoding
   * @param digits how numbers are cut before merging
   * @param addBos whether encoding puts the begin token before a text
   * @return file name to content
   * @throws IllegalArgumentException if a begin token is asked for and there is none
   */
  public static Map<String, byte[]> files(
      BytePairModel model, PreTokenizer.Digits digits, boolean addBos) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("tokenizer.json", bytes(tokenizer(model, digits, addBos)));
    files.put("tokenizer_config.json", bytes(config(model, addBos)));
    return files;
  }

  /** The special token of a role, if there is one. */
  public static Optional<String> ofRole(BytePairModel model, String role) {
    Optional<String> named =
        model.specialTokens().stream().filter(t -> t.contains(role)).findFirst();
    boolean delimits = role.equals("bos") || role.equals("eos");
    return named.or(
        () ->
            model.specialTokens().stream()
                .filter(t -> delimits && t.equals("<|endoftext|>"))
                .findFirst());
  }

  private static byte[] bytes(JsonNode node) throws IOException {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return (JSON.writer(printer).writeValueAsString(node) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode tokenizer(
      BytePairModel model, PreTokenizer.Digits digits, boolean addBos) {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int id = 0; id < model.specialTokens().size(); id++) {
      addedToken(added.addObject().put("id", id), model.specialTokens().get(id));
    }
    root.putNull("normalizer");
    root.set("pre_tokenizer", preTokenizer(digits));
    root.set("post_processor", addBos ? beginning(model) : byteLevel(false));
    root.set("decoder", byteLevel(true));
    root.set("model", bytePairs(model));
    return root;
  }

  private static void addedToken(ObjectNode node, String content) {
    node.put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static ObjectNode byteLevel(boolean trimOffsets) {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", trimOffsets)
        .put("use_regex", true);
  }

  private static ObjectNode preTokenizer(PreTokenizer.Digits digits) {
    if (digits == PreTokenizer.Digits.GROUPED) {
      return byteLevel(true);
    }
    ObjectNode sequence = JSON.createObjectNode().put("type", "Sequence");
    ArrayNode parts = sequence.putArray("pretokenizers");
    parts.addObject().put("type", "Digits").put("individual_digits", true);
    parts.add(byteLevel(true));
    return sequence;
  }

  private static ObjectNode beginning(BytePairModel model) {
    String bos =
        ofRole(model, "bos")
            .orElseThrow(() -> new IllegalArgumentException("no special token begins a text"));
    ObjectNode template = JSON.createObjectNode().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    special(single, bos, 0);
    sequence(single, "A", 0);
    ArrayNode pair = template.putArray("pair");
    special(pair, bos, 0);
    sequence(pair, "A", 0);
    special(pair, bos, 1);
    sequence(pair, "B", 1);
    ObjectNode token = template.putObject("special_tokens").putObject(bos);
    token.put("id", bos);
    token.putArray("ids").add(model.specialTokens().indexOf(bos));
    token.putArray("tokens").add(bos);
    return template;
  }

  private static void special(ArrayNode parts, String token, int type) {
    parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void sequence(ArrayNode parts, String name, int type) {
    parts.addObject().putObject("Sequence").put("id", name).put("type_id", type);
  }

  private static ObjectNode bytePairs(BytePairModel model) {
    ObjectNode node = JSON.createObjectNode().put("type", "BPE");
    node.putNull("dropout");
    node.putNull("unk_token");
    node.putNull("continuing_subword_prefix");
    node.putNull("end_of_word_suffix");
    node.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = node.putObject("vocab");
    int specials = model.specialTokens().size();
    for (int id = 0; id < specials; id++) {
      vocabulary.put(model.specialTokens().get(id), id);
    }
    for (int token = 0; token < model.tokens().size(); token++) {
      vocabulary.put(model.spelled(token), specials + token);
    }
    ArrayNode merges = node.putArray("merges");
    for (int[] merge : model.merges()) {
      merges.add(model.spelled(merge[0]) + " " + model.spelled(merge[1]));
    }
    return node;
  }

  private static ObjectNode config(BytePairModel model, boolean addBos) {
    ObjectNode root = JSON.createObjectNode();
    root.put("add_bos_token", addBos);
    root.put("add_prefix_space", false);
    ObjectNode added = root.putObject("added_tokens_decoder");
    for (int id = 0; id < model.specialTokens().size(); id++) {
      addedToken(added.putObject(String.valueOf(id)), model.specialTokens().get(id));
    }
    for (String role : new String[] {"bos", "eos", "pad"}) {
      ofRole(model, role).ifPresent(token -> root.put(role + "_token", token));
    }
    root.put("clean_up_tokenization_spaces", false);
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    return root;
  }
}
