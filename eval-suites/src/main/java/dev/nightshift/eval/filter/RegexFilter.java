package dev.nightshift.eval.filter;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

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
public record RegexFilter(Pattern pattern, int groupSelect, String fallback)
    implements ResponseFilter {

  @Override
  public List<String> apply(List<String> responses) {
    return responses.stream().map(this::find).toList();
  }

  private String find(String response) {
    List<MatchResult> matches = pattern.matcher(response).results().toList();
    int at = groupSelect < 0 ? matches.size() + groupSelect : groupSelect;
    return at < 0 || at >= matches.size() ? fallback : text(matches.get(at)).strip();
  }

  private String text(MatchResult matcher) {
    if (matcher.groupCount() == 0) {
      return matcher.group();
    }
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String found = matcher.group(group);
      if (found != null && !found.isEmpty()) {
        return found;
      }
    }
    return matcher.groupCount() == 1 ? "" : fallback;
  }
}
