package dev.nightshift.cli;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import picocli.CommandLine;

/** Makes commands and gives them their surroundings. */
final class CommandFactory implements CommandLine.IFactory {

  private final Surroundings surroundings;

  CommandFactory(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    Constructor<?>[] constructors = type.getDeclaredConstructors();
    boolean takesSurroundings =
        Arrays.stream(constructors)
            .anyMatch(
                c -> Arrays.equals(c.getParameterTypes(), new Class<?>[] {Surroundings.class}));
    return takesSurroundings
        ? type.getDeclaredConstructor(Surroundings.class).newInstance(surroundings)
        : CommandLine.defaultFactory().create(type);
  }
}
