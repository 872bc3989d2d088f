package io.vsd.engine.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The filters by name. */
final class Filters {
  /** jinja2's filters that are not here: those for HTML, and those that differ on every call. */
  static final Set<String> UNSUPPORTED =
      Set.of(
          "e",
          "escape",
          "filesizeformat",
          "forceescape",
          "pprint",
          "random",
          "striptags",
          "urlencode",
          "urlize",
          "xmlattr");

  /** Marks text as safe for HTML; see {@link SafeRule}. */
  static final String SAFE = "safe";

  /** Filters that cost the same however many items their input has. */
  static final Set<String> READ_LITTLE =
      Set.of("length", "count", "first", "last", "default", "d", "attr");

  private static final Map<String, Filter> FILTERS = filters();

  private Filters() {}

  private static Map<String, Filter> filters() {
    Map<String, Filter> filters = new HashMap<>();
    TextFilters.addTo(filters);
    NumberFilters.addTo(filters);
    SequenceFilters.addTo(filters);
    SelectionFilters.addTo(filters);
    filters.put(SAFE, (input, _) -> Representation.str(input));
    return Map.copyOf(filters);
  }

  static boolean knows(String name) {
    return FILTERS.containsKey(name);
  }

  static Filter get(String name) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw new TemplateException("there is no filter named '" + name + "'");
    }
    return filter;
  }
}
