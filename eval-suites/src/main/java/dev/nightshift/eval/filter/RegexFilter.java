package dev.nightshift.eval.filter;

import dev.nightshift.eval.pattern.PythonPattern;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * Takes one match of a pattern.
 *
 * <p>As {@code regex} of lm-evaluation-harness: all matches are found; the one at {@code
 * groupSelect} is taken, from the end where it is negative. Of a pattern with groups, the match is
 * its group, or the first of several groups that is not empty; without groups it is the whole
 * match. Surrounding white space goes. Where there is no such match, or all of several groups are
 * empty, the fallback stands.
 *
 * @param pattern the pattern
 * @param groupSelect number of the match, from 0; −1 is the last
 * @param fallback the answer where nothing matches
 */
public record RegexFilter(PythonPattern pattern, int groupSelect, String fallback)
    implements ResponseFilter {

  @Override
  public List<String> apply(List<String> responses, Map<String, @Nullable Object> item) {
    return responses.stream().map(this::find).toList();
  }

  /** The answer in one response. */
  String find(String response) {
    return select(pattern.all(response)).orElse(fallback);
  }

  /** The match that is selected; empty where there is none, or only empty groups. */
  Optional<String> select(List<MatchResult> matches) {
    int at = groupSelect < 0 ? matches.size() + groupSelect : groupSelect;
    return at < 0 || at >= matches.size()
        ? Optional.empty()
        : text(matches.get(at)).map(String::strip);
  }

  private static Optional<String> text(MatchResult matcher) {
    if (matcher.groupCount() == 0) {
      return Optional.of(matcher.group());
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String found = matcher.group(group);
      if (found != null && !found.isEmpty()) {
        return Optional.of(found);
      }
    }
    return matcher.groupCount() == 1 ? Optional.of("") : Optional.empty();
  }
}
