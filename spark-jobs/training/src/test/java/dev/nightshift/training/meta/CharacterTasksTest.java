package dev.nightshift.training.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.meta.TaskFamily.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CharacterTasksTest {

  @TempDir Path folder;

  @Test
  void episodesAreFunctionsOfTheirNumber() throws IOException {
    CharacterTasks tasks = tasks(3, 1, 2);
    Episode<GreyImages> one = tasks.episode(Side.TRAIN, 17);
    Episode<GreyImages> again = tasks(3, 1, 2).episode(Side.TRAIN, 17);
    assertThat(again.task()).isEqualTo(one.task());
    assertThat(again.query().pixels()).isEqualTo(one.query().pixels());
    assertThat(one.support().classes()).containsExactly(0, 1, 2);
    assertThat(one.query().classes()).containsExactly(0, 0, 1, 1, 2, 2);
    assertThat(tasks.episode(Side.TRAIN, 18).task()).isNotEqualTo(one.task());
    assertThat(tasks.episode(Side.TEST, 17).task()).isNotEqualTo(one.task());
  }

  @Test
  void noAlphabetIsOnTwoSidesAndAllTurnsAreClasses() throws IOException {
    CharacterTasks tasks = tasks(3, 1, 2);
    List<Set<String>> alphabets = new ArrayList<>();
    Set<String> turns = new HashSet<>();
    for (Side side : Side.values()) {
      Set<String> own = new HashSet<>();
      for (int number = 0; number < 60; number++) {
        for (String name : tasks.episode(side, number).task().split(" ")) {
          own.add(name.substring(0, name.indexOf('/')));
          turns.add(name.substring(name.lastIndexOf('/') + 1));
        }
      }
      alphabets.forEach(other -> assertThat(other).doesNotContainAnyElementsOf(own));
      alphabets.add(own);
    }
    assertThat(alphabets).extracting(Set::size).containsExactly(5, 1, 2);
    assertThat(turns).containsExactlyInAnyOrder("0", "90", "180", "270");
  }

  @Test
  void preparedCharactersReadBackAsTheyWere() throws IOException {
    CharacterImages images = CharacterImages.read(List.of(CharacterFiles.made(folder, 2, 2, 3)));
    Path file = folder.resolve("characters.bin");
    images.write(file);
    CharacterImages back = CharacterImages.open(file);
    assertThat(back.alphabets()).containsExactly("Alphabet0", "Alphabet1");
    assertThat(back.characters()).hasSize(4);
    assertThat(back.characters().get(3).drawings().get(2))
        .isEqualTo(images.characters().get(3).drawings().get(2));
  }

  @Test
  void tooFewClassesAreRefused() throws IOException {
    CharacterImages images = CharacterImages.read(List.of(CharacterFiles.made(folder, 8, 1, 3)));
    assertThatThrownBy(
            () -> new CharacterTasks(images, 1, new EpisodeSize(4, 1, 2), new EpisodeSize(5, 1, 2)))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the validation alphabets have 4 classes with 3 drawings")
        .hasMessageContaining("Lower them, or give more alphabets.");
    assertThatThrownBy(() -> CharacterImages.read(List.of()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("hold no drawn characters");
  }

  /** The two small background sets share Greek and Latin: 8 alphabets, 242 characters. */
  @Test
  void omniglotsTwoSmallSetsAreJoined() throws IOException {
    Path shared = CharacterFiles.shared();
    CharacterImages images =
        CharacterImages.read(
            List.of(
                shared.resolve("images_background_small1.zip"),
                shared.resolve("images_background_small2.zip")));
    assertThat(images.alphabets()).hasSize(8);
    assertThat(images.characters()).hasSize(242);
    assertThat(images.characters()).allMatch(character -> character.drawings().size() == 20);
    Map<String, Side> sides = CharacterTasks.sides(images.alphabets());
    assertThat(sides.values()).containsOnly(Side.TRAIN, Side.VALIDATION, Side.TEST);
    double ink = 0;
    for (byte pixel : images.characters().get(0).drawings().get(0)) {
      ink += (pixel & 0xFF) / 255.0;
    }
    // A thin stroke on white paper covers a few percent of 784 pixels.
    assertThat(ink).isBetween(10.0, 200.0);
  }

  private CharacterTasks tasks(int ways, int shots, int queries) throws IOException {
    return new CharacterTasks(
        CharacterImages.read(List.of(CharacterFiles.made(folder, 8, 2, 4))),
        1,
        new EpisodeSize(ways, shots, queries),
        new EpisodeSize(ways, shots, queries));
  }
}
