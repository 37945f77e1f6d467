package dev.nightshift.training.meta;

import dev.nightshift.schema.error.RequestException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;

/**
 * Drawn characters, as Omniglot has them: {@code alphabet/character/drawer.png} in one or more
 * archives. A character that stands in several archives is taken once, from the first by name.
 *
 * <p>Images of any size are brought to 28 × 28 by the mean over the area of each new pixel, and ink
 * is 1.
 */
public final class CharacterImages {

  /** Pixels of an edge. */
  public static final int SIDE = 28;

  private static final int MAGIC = 0x4f6d6e31;
  private static final int MOST_CHARACTERS = 100_000;
  private static final int MOST_IMAGE_BYTES = 1 << 20;

  /** One character: its alphabet, its name, and its drawings [SIDE · SIDE], 0 to 255 for ink. */
  public record Glyph(String alphabet, String name, List<byte[]> drawings) {
    public Glyph {
      drawings = List.copyOf(drawings);
    }
  }

  private final List<Glyph> characters;

  private CharacterImages(List<Glyph> characters) {
    this.characters = List.copyOf(characters);
  }

  /** All characters, by alphabet and name. */
  public List<Glyph> characters() {
    return characters;
  }

  /** All alphabets, sorted. */
  public List<String> alphabets() {
    return characters.stream().map(Glyph::alphabet).distinct().sorted().toList();
  }

  /**
   * Reads archives.
   *
   * @param archives zip files, or folders of them
   * @throws RequestException if they hold no drawings
   */
  public static CharacterImages read(List<Path> archives) throws IOException {
    Map<String, Map<String, byte[]>> found = new TreeMap<>();
    for (Path archive : archives.stream().sorted().toList()) {
      Map<String, Map<String, byte[]>> own = new TreeMap<>();
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          String[] parts = entry.getName().split("/", -1);
          int n = parts.length;
          if (!entry.isDirectory() && n >= 3 && parts[n - 1].endsWith(".png")) {
            byte[] bytes = bounded(zip, entry.getName());
            own.computeIfAbsent(parts[n - 3] + "/" + parts[n - 2], name -> new TreeMap<>())
                .put(parts[n - 1], shrunk(bytes, archive + ": " + entry.getName()));
          }
        }
      }
      own.forEach(found::putIfAbsent);
    }
    List<Glyph> characters = new ArrayList<>();
    found.forEach(
        (name, drawings) ->
            characters.add(
                new Glyph(
                    name.substring(0, name.indexOf('/')),
                    name.substring(name.indexOf('/') + 1),
                    List.copyOf(drawings.values()))));
    if (characters.isEmpty()) {
      throw new RequestException(
          archives + " hold no drawn characters",
          "option 'data'",
          "Give the folder of Omniglot's archives: alphabet/character/drawer.png in .zip files.");
    }
    return new CharacterImages(characters);
  }

  private static byte[] bounded(InputStream in, String name) throws IOException {
    byte[] bytes = in.readNBytes(MOST_IMAGE_BYTES + 1);
    if (bytes.length > MOST_IMAGE_BYTES) {
      throw new IOException(name + " has more than " + MOST_IMAGE_BYTES + " bytes");
    }
    return bytes;
  }

  private static byte[] shrunk(byte[] png, String where) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    if (image == null) {
      throw new IOException(where + " is no image");
    }
    double[][] ink = new double[image.getHeight()][image.getWidth()];
    for (int y = 0; y < ink.length; y++) {
      for (int x = 0; x < ink[y].length; x++) {
        ink[y][x] = 1 - (image.getRGB(x, y) & 0xFF) / 255.0;
      }
    }
    byte[] small = new byte[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        small[y * SIDE + x] = (byte) Math.round(255 * mean(ink, x, y));
      }
    }
    return small;
  }

  /** The mean of the ink over the area that a new pixel covers. */
  private static double mean(double[][] ink, int x, int y) {
    double height = (double) ink.length / SIDE;
    double width = (double) ink[0].length / SIDE;
    double sum = 0;
    for (int row = (int) (y * height); row < ink.length && row < (y + 1) * height; row++) {
      double rows = Math.min(row + 1.0, (y + 1) * height) - Math.max(row, y * height);
      for (int at = (int) (x * width); at < ink[0].length && at < (x + 1) * width; at++) {
        double columns = Math.min(at + 1.0, (x + 1) * width) - Math.max(at, x * width);
        sum += rows * columns * ink[row][at];
      }
    }
    return Math.min(1, sum / (height * width));
  }

  /** Writes the characters into one file, which appears whole. */
  public void write(Path file) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream plain = Files.newOutputStream(temporary);
        DataOutputStream out = new DataOutputStream(plain)) {
      out.writeInt(MAGIC);
      out.writeInt(characters.size());
      for (Glyph character : characters) {
        out.writeUTF(character.alphabet());
        out.writeUTF(character.name());
        out.writeInt(character.drawings().size());
        for (byte[] drawing : character.drawings()) {
          out.write(drawing);
        }
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Reads what {@link #write} wrote. */
  public static CharacterImages open(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int magic = in.readInt();
      int count = in.readInt();
      if (magic != MAGIC || count < 1 || count > MOST_CHARACTERS) {
        throw new IOException(file + " holds no prepared characters");
      }
      List<Glyph> characters = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String alphabet = in.readUTF();
        String name = in.readUTF();
        int drawings = in.readInt();
        List<byte[]> own = new ArrayList<>();
        for (int d = 0; d < drawings; d++) {
          byte[] drawing = new byte[SIDE * SIDE];
          in.readFully(drawing);
          own.add(drawing);
        }
        characters.add(new Glyph(alphabet, name, own));
      }
      return new CharacterImages(characters);
    }
  }
}
