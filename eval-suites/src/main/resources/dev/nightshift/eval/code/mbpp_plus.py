# Follows the answer: compares it with the canonical solution on every input of a task of MBPP+.
def __nightshift_compare():
    import copy
    import json
    import math

    data = json.loads(DATA_LITERAL)
    name = data['entry_point']
    task = int(data['task_id'].split('/')[-1])
    answer = globals()[name]
    space = {}
    exec(data['prompt'] + data['canonical_solution'], space)
    reference = space[name]

    def tuples(value):
        return tuple(tuples(item) for item in value) if isinstance(value, list) else value

    def one(value):
        return tuple(value) if isinstance(value, list) else value

    # Which arguments are no lists: rule to tasks.
    rules = [
        ([2, 116, 132, 143, 222, 261, 273, 394, 399, 421, 424, 429, 470, 560, 579, 596, 616, 630,
          726, 740, 744, 809], lambda a: [tuple(x) for x in a]),
        ([63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780],
         lambda a: [[tuple(x) for x in xs] for xs in a]),
        ([75, 413, 444, 753], lambda a: [[tuple(x) for x in a[0]], a[1]]),
        ([106, 750], lambda a: [a[0], tuple(a[1])]),
        ([115], lambda a: [[set(x) if isinstance(x, list) and x else {} for x in a[0]]]),
        ([124], lambda a: [float(a[0]), complex(a[1])]),
        ([250, 405, 446, 617, 720, 763, 808], lambda a: [tuple(a[0]), a[1]]),
        ([259, 401, 445], lambda a: [tuple(tuple(x) for x in xs) for xs in a]),
        ([278], lambda a: [tuple(one(x) for x in a[0])]),
        ([307], lambda a: [tuple(a[0]), a[1], a[2]]),
        ([722], lambda a: [{k: tuple(v) for k, v in a[0].items()}] + a[1:]),
        ([252], lambda a: [complex(a[0])]),
        ([580, 615, 791], lambda a: list(tuples(a))),
    ]
    change = next((rule for tasks, rule in rules if task in tasks), list)
    as_sets = {'similar_elements', 'find_char_long', 'common_in_nested_lists', 'extract_singly',
               'larg_nnum', 'intersection_array', 'find_dissimilar', 'Diff'}
    presence = {'check_str', 'text_match_three', 'text_starta_endb'}

    def floats(value):
        if isinstance(value, float):
            return True
        return isinstance(value, (list, tuple)) and value and all(map(floats, value))

    def close(a, b, atol):
        if isinstance(b, (list, tuple)):
            return (isinstance(a, (list, tuple)) and len(a) == len(b)
                    and all(close(x, y, atol) for x, y in zip(a, b)))
        if a == b or (a != a and b != b):
            return True
        return abs(a - b) <= atol + 1e-7 * abs(b)

    def special(got, arguments):
        if name == 'are_equivalent':
            return True
        if name == 'sum_div':
            return got == 0
        if name == 'surface_Area':
            base, height = arguments
            slant = math.sqrt((base / 2) ** 2 + height ** 2)
            return abs(got - round(base ** 2 + 2 * base * slant)) <= data['atol']
        if name == 'digit_distance_nums':
            first, second = (str(n) for n in arguments)
            width = max(len(first), len(second))
            pairs = zip(first.zfill(width), second.zfill(width))
            return got == sum(abs(int(a) - int(b)) for a, b in pairs)
        return False

    for raw in list(data['base_input']) + list(data['plus_input']):
        arguments = change(raw)
        expected = reference(*copy.deepcopy(arguments))
        got = answer(*copy.deepcopy(arguments))
        if name in as_sets:
            same = set(got) == set(expected)
        elif name in presence:
            there = got if isinstance(got, bool) else got is not None
            known = expected if isinstance(expected, bool) else expected is not None
            same = there == known
        else:
            same = got == expected or special(got, arguments)
        atol = data['atol']
        if atol == 0 and floats(expected):
            atol = 1e-6
        if not same and atol:
            same = type(got) == type(expected) and close(got, expected, atol)
        assert same, (arguments, got, expected)


__nightshift_compare()
