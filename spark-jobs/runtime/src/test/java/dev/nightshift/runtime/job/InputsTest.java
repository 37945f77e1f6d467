package dev.nightshift.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.TestSpark;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputsTest {

  private Path folder;
  private Inputs inputs;

  @BeforeEach
  void make(@TempDir Path root) throws IOException {
    folder = Files.createDirectories(root.resolve("in"));
    inputs = new Inputs(Lake.open(TestSpark.session(), root.resolve("lake").toString()));
    Files.createDirectories(folder.resolve("b"));
    Files.createDirectories(folder.resolve("_temporary"));
    Files.writeString(folder.resolve("b/two.jsonl"), "2");
    Files.writeString(folder.resolve("c one.jsonl"), "1");
    Files.writeString(folder.resolve("a.txt"), "");
    Files.writeString(folder.resolve(".hidden"), "");
    Files.writeString(folder.resolve("_SUCCESS"), "");
    Files.writeString(folder.resolve("_temporary/x.jsonl"), "");
  }

  private List<String> paths(String reference) {
    Input.OfFiles files = (Input.OfFiles) inputs.resolve(reference, "option 'input'");
    assertThat(files.reference()).isEqualTo(reference);
    return files.files().stream().map(Input.InputFile::relativePath).toList();
  }

  @Test
  void folderIsListedWithoutHiddenFiles() {
    assertThat(paths(folder.toString())).containsExactly("a.txt", "b/two.jsonl", "c one.jsonl");
    assertThat(paths(folder.toUri().toString()))
        .containsExactly("a.txt", "b/two.jsonl", "c one.jsonl");
  }

  @Test
  void fileAndGlobAreFound() {
    assertThat(paths(folder + "/a.txt")).containsExactly("a.txt");
    assertThat(paths(folder + "/c one.jsonl")).hasSize(1);
    assertThat(paths(folder + "/*.{txt,jsonl}")).hasSize(2);
  }

  @Test
  void whatIsNotThereIsToldWithItsPlace() throws IOException {
    assertThatThrownBy(() -> inputs.resolve(folder + "/none", "option 'input'"))
        .isInstanceOf(RequestException.class)
        .hasMessageStartingWith("option 'input': input '" + folder + "/none' does not exist")
        .hasMessageContaining("name a file, a folder, a glob or table:NAME");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> inputs.resolve(empty.toString(), ""))
        .hasMessageContaining("holds no files");
    assertThatThrownBy(() -> inputs.resolve("nosuch://bucket/x", ""))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("input 'nosuch://bucket/x' cannot be read");
  }

  @Test
  void digestFollowsNameLengthAndTime() throws IOException {
    String before = inputs.resolve(folder.toString(), "").digest();
    assertThat(inputs.resolve(folder.toString(), "").digest()).isEqualTo(before);
    Files.writeString(folder.resolve("a.txt"), "more");
    assertThat(inputs.resolve(folder.toString(), "").digest()).isNotEqualTo(before);
  }

  @Test
  void linksThatLeadInCirclesOrToOnePlaceAreFollowedOnce() throws IOException {
    Path chain = Files.createDirectories(folder.resolve("z"));
    for (int i = 0; i < 30; i++) {
      Path next = Files.createDirectories(folder.resolve("_steps/" + i));
      Files.createSymbolicLink(chain.resolve("left"), next);
      Files.createSymbolicLink(chain.resolve("right"), next);
      chain = next;
    }
    Files.writeString(chain.resolve("end.jsonl"), "e");
    Files.createSymbolicLink(folder.resolve("b/up"), folder);
    Files.createSymbolicLink(folder.resolve("b/nowhere"), folder.resolve("missing"));
    assertThat(paths(folder.toString()))
        .containsExactly(
            "a.txt", "b/two.jsonl", "c one.jsonl", "z/" + "left/".repeat(30) + "end.jsonl");
  }
}
