"""Words that everybody puts in one order: small, medium, large; January, February; XS, S, M; none, mild, severe.

A scale is a row of steps, each of one or several words for the same. Values are on a scale when each of them is one of
its steps and no two are the same step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
MIDDLE: Final = "medium/med/mid/middle/moderate/normal/average/intermediate"

WRITTEN: Final = (
    # how large, how much, how severe
    f"tiny/minute,extra small/very small,small/little,{MIDDLE},large/big,extra large/very large,huge/giant/enormous",
    "4xs/xxxxs,3xs/xxxs,2xs/xxs,xs,s,m,l,xl,2xl/xxl,3xl/xxxl,4xl/xxxxl,5xl",
    f"none/zero/absent/no/off,trace,very low,low,{MIDDLE},high,very high,extreme/maximum/max/maximal",
    "minimum/min/minimal,medium/med/mid/middle/half,maximum/max/maximal",
    "none/no/absent/normal/healthy,minimal/trace/doubtful/very mild,mild/light,moderate/medium,"
    "severe/heavy,very severe/extreme/critical/proliferative",
    "very weak,weak,medium/moderate,strong,very strong",
    f"very light,light,{MIDDLE},heavy,very heavy",
    f"very short,short,{MIDDLE},tall/long,very tall/very long",
    f"very thin/very narrow,thin/narrow/slim,{MIDDLE},thick/wide/broad,very thick/very wide",
    f"very shallow,shallow,{MIDDLE},deep,very deep",
    f"very near/very close,near/close,{MIDDLE},far/distant,very far",
    f"still/stopped/stationary,very slow,slow,{MIDDLE},fast/quick,very fast",
    "freezing,cold,cool,lukewarm/tepid,warm,hot,very hot/boiling",
    f"very dark,dark/dim,{MIDDLE},bright/light,very bright/very light",
    f"very soft,soft,{MIDDLE},hard/stiff,very hard",
    f"very easy,easy,{MIDDLE},hard/difficult,very hard/very difficult",
    f"very quiet/silent,quiet,{MIDDLE},loud,very loud",
    f"very cheap,cheap,{MIDDLE},expensive,very expensive",
    "dry,damp/moist,wet,soaked",
    "empty,quarter,half/half full,three quarters,full",
    "terrible/very bad/very poor,bad/poor,fair/ok/okay/average/medium,good,very good,excellent/perfect",
    "never,rarely/seldom,sometimes/occasionally,often/frequently,always",
    "strongly disagree,disagree,neutral,agree,strongly agree",
    "very negative,negative,neutral,positive,very positive",
    "sad,neutral,happy",
    # when, and how old
    "january,february,march,april,may,june,july,august,september,october,november,december",
    ",".join(MONTHS.replace("sep", "sep/sept").split()),
    "monday,tuesday,wednesday,thursday,friday,saturday,sunday",
    "mon,tue/tues,wed,thu/thur/thurs,fri,sat,sun",
    "dawn/sunrise,morning,noon/midday,afternoon,dusk/sunset,evening,night,midnight",
    "spring,summer,autumn/fall,winter",
    "newborn/baby/infant,toddler,child/kid,teen/teenager/adolescent,adult,elderly/senior/old",
    "juvenile/larva,subadult/pupa,adult",
    "young,middle aged/middle,old",
    "very early,early,mid/middle/intermediate/medium,late,very late",
    "before,during,after",
    "pre,mid/during,post",
    "past,present,future",
    "start/beginning/begin,middle/mid,end/finish",
    "beginner/novice,intermediate/medium,advanced,expert",
    # where, and which
    "left,centre left/center left,centre/center/middle/mid,centre right/center right,right",
    "bottom/lower/below,centre/center/middle/mid,top/upper/above",
    "north/n,north east/northeast/ne,east/e,south east/southeast/se,south/s,south west/southwest/sw,west/w,"
    "north west/northwest/nw",
    "zero,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,thirteen,fourteen,fifteen,sixteen,"
    "seventeen,eighteen,nineteen,twenty",
    "zeroth,first/1st,second/2nd,third/3rd,fourth/4th,fifth/5th,sixth/6th,seventh/7th,eighth/8th,ninth/9th,"
    "tenth/10th,last",
    "i,ii,iii,iv,v,vi,vii,viii,ix,x,xi,xii",
    "primary,secondary,tertiary",
    "bronze,silver,gold,platinum",
    # the same in other languages
    "winzig,sehr klein,klein,mittel/mittelgroß/mittelgross,groß/gross,sehr groß/sehr gross,riesig",
    "kein/keine/ohne,sehr niedrig,niedrig/tief/gering,mittel/mäßig/mässig,hoch,sehr hoch",
    "leicht,mittel/mittelschwer,schwer",
    "januar,februar,märz,april,mai,juni,juli,august,september,oktober,november,dezember",
    "montag,dienstag,mittwoch,donnerstag,freitag,samstag/sonnabend,sonntag",
    "minuscule,très petit,petit/petite,moyen/moyenne,grand/grande,très grand,énorme",
    "aucun/nul,très bas,bas/basse/faible,moyen/moyenne,haut/haute/élevé/fort,très haut",
    "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
    "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche",
    "pequeño/pequeña/chico,mediano/mediana/medio,grande",
    "nulo,bajo/baja,medio/media,alto/alta",
    "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre",
    "lunes,martes,miércoles,jueves,viernes,sábado,domingo",
)


def read(text: str) -> Mapping[str, int]:
    """From each word of a scale to its step."""
    return MappingProxyType({word: step for step, words in enumerate(text.split(",")) for word in words.split("/")})


SCALES: Final = tuple(map(read, WRITTEN))


def on_a_scale(values: Sequence[str]) -> tuple[str, ...] | None:
    """Values in the order of the scale that they are on; None where they are on none, or on two that differ.

    >>> on_a_scale(["large", "small", "medium"]), on_a_scale(["Feb", "Jan"]), on_a_scale(["red", "blue"])
    (('small', 'medium', 'large'), ('Jan', 'Feb'), None)
    """
    words = {value: plain(value) for value in values}
    if all(len(word) == 1 for word in words.values()):
        return None  # letters may stand for anything
    found = set()
    for scale in SCALES:
        steps = {value: scale[word] for value, word in words.items() if word in scale}
        if len(values) > 1 and len(steps) == len(values) == len(set(steps.values())):
            found.add(tuple(sorted(values, key=steps.__getitem__)))
    return found.pop() if len(found) == 1 else None


def plain(value: str) -> str:
    """A word without capitals, points and joints: `Very-Low` is very low."""
    return re.sub(r"[\s_\-.]+", " ", value.casefold()).strip()
