package dev.nightshift.curation.clean;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.random.CounterRandom;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodingRepairTest {

  /** Correct text in many languages, with the traps that quotes and dashes set. */
  private static final List<String> CORRECT =
      List.of(
          "Plain ASCII: nothing to see, 5 > 3.",
          "Il a dit : « C'est là ! » et il est parti à l'été.",
          "« Café »",
          "café »",
          "voilà »",
          "L'œuvre n'est pas là… déjà vu — naïve, Noël, cœur",
          "„Das MENÜ“, sagte er – schön!",
          "MENÜ“",
          "AMANHÃ… NÃO É UMA MAÇÃ",
          "AMANHÃ…",
          "IRMÃ”",
          "¿Dónde está el señor Núñez? ¡Aquí! El 5º año, 20 ºC, 3 €",
          "Århus Å–Ö, Ängström 10 Å–20 Å, blåbær",
          "Zażółć gęślą jaźń, Łódź, źdźbło",
          "Příliš žluťoučký kůň úpěl ďábelské ódy",
          "İstanbul'da ışıklı bir gün, şöyle böyle",
          "Tiếng Việt: Âu Cơ, đường, Ầ, người ta",
          "Съешь же ещё этих мягких французских булок, да выпей чаю",
          "Θα πιούμε έναν καφέ; Ναι, «βεβαίως»!",
          "שלום עולם — איך הולך?",
          "مرحبا بالعالم، كيف الحال؟",
          "नमस्ते दुनिया, यह हिंदी है",
          "吾輩は猫である。名前はまだ無い。",
          "中文文本：没有问题“引号”。",
          "한국어 문장입니다.",
          "¼ + ½ = ¾ · 5 × 3 ± 1 µm §12 ¶3 © 2024 Foo® Bar™",
          "Ð and Þ are Icelandic: Það er góður dagur.",
          "emoji 😀👍🏽 stay",
          "â € are two characters, Â too, and so is Ã.");

  private static String misread(String text, Charset charset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();
    for (byte b : bytes) {
      String one = new String(new byte[] {b}, charset);
      // Undefined in windows-1252: readers pass the byte through.
      read.append(one.equals("\uFFFD") ? (char) (b & 0xFF) : one.charAt(0));
    }
    return read.toString();
  }

  @Test
  void correctTextStays() {
    for (String text : CORRECT) {
      assertThat(EncodingRepair.repair(text)).isSameAs(text);
    }
    String all = String.join("\n", CORRECT);
    assertThat(EncodingRepair.repair(all)).isEqualTo(all);
  }

  @Test
  void shuffledWordsOfCorrectTextStay() {
    List<String> words =
        CORRECT.stream().flatMap(line -> List.of(line.split(" ")).stream()).toList();
    CounterRandom random = CounterRandom.of(1, "words", 1);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        line.append(words.get(random.nextInt(words.size()))).append(n > 1 ? " " : "");
      }
      assertThat(EncodingRepair.repair(line.toString())).isEqualTo(line.toString());
    }
  }

  @Test
  void misreadTextIsMendedOnceAndTwice() {
    Charset windows = Charset.forName("windows-1252");
    for (String text :
        List.of(
            "Il a dit : « C'est là ! » et il est parti à l'été.",
            "„Das Menü“, sagte er – schön!",
            "¿Dónde está el señor Núñez?",
            "Zażółć gęślą jaźń",
            "Příliš žluťoučký kůň úpěl ďábelské ódy",
            "Съешь же ещё этих мягких французских булок",
            "吾輩は猫である。",
            "It’s “quoted” — and costs £5 or 10 €",
            "Foo™ is © Bar")) {
      for (Charset charset : List.of(windows, StandardCharsets.ISO_8859_1)) {
        String once = misread(text, charset);
        assertThat(EncodingRepair.repair(once)).as(once).isEqualTo(text);
        String twice = misread(once, charset);
        assertThat(EncodingRepair.repair(twice)).as(twice).isEqualTo(text);
      }
    }
  }

  @Test
  void onlyDamagedLinesChange() {
    assertThat(EncodingRepair.repair("schÃ¶n\nschön\nÃ\nnaÃ¯ve &eacute;"))
        .isEqualTo("schön\nschön\nÃ\nnaïve &eacute;");
    // A line that mixes both stays as it is.
    assertThat(EncodingRepair.repair("schÃ¶n und schön")).isEqualTo("schÃ¶n und schön");
  }

  @Test
  void sequencesThatAreNoUtf8Stay() {
    for (String text : List.of("aÃ", "aâ€", "aÀ€", "aí\u00a0\u0080", "aô\u0090\u0080\u0080")) {
      assertThat(EncodingRepair.repair(text)).isEqualTo(text);
    }
  }
}
