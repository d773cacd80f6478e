"""Function words by language: they tell a text's language, begin sentences, and are left out of the index.

Supported languages first. The others are listed so that a short Spanish or Polish text is not mistaken for one of the
five. Lower case, as `str.casefold` leaves them except that ß stays.
"""

from __future__ import annotations

from functools import cache

_WORDS = {
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen ist sind war "
    "waren wird werden wurde wurden worden hat haben hatte hatten hätte habe sei seien wäre kann können konnte konnten "
    "könne soll sollen sollte muss müssen musste will wollen wer was wen wem wessen wann wo warum weshalb wieso wie "
    "welche welcher welches welchen welchem wohin woher worüber worum wozu womit wofür wieviel für mit von vom zu zum "
    "zur bei beim nach aus auf im am an ans in ins um durch gegen ohne unter vor hinter neben zwischen seit bis "
    "während wegen trotz über er sie es wir ihr ihm ihn ihnen ich du mich mir sich uns euch sein seine seiner seinen "
    "seinem seines ihre ihrer ihren ihrem ihres mein dein unser dass daß ob weil wenn als auch noch nur schon sehr "
    "mehr man da so doch dieser diese dieses diesem diesen jener jene hier dort dann denn damit dabei dafür dazu davon "
    "darauf daran danach darüber dadurch jedoch sondern sowie bereits etwa sonst selbst nun ja nein etwas alle allem "
    "allen aller alles jede jeder jedes jeden viel viele vielen gibt gab",
    "en": "the a an and or but nor not no is are was were be been being am has have had having do does did can could "
    "should must may might shall will would who whom whose what when where why how which that this these those about "
    "for with from of to at by on in into onto after before between against without under over during since until "
    "through than then he she it we they you i me him his her hers its their theirs our ours my your them himself "
    "herself itself themselves if because as while though although also only very more most there here so just such "
    "other any some all each both own same too out up down off again once now what's who's it's don't didn't doesn't "
    "isn't wasn't i'm",
    "fr": "le la les l un une des du de d et ou mais ni ne pas n est sont était étaient sera seront être été a ont "
    "avait avaient avoir eu peut peuvent pouvait doit doivent qui que qu quoi quel quelle quels quelles quand où "
    "pourquoi comment combien dont ce cet cette ces c ça cela sur pour par avec sans sous dans en au aux entre vers "
    "chez depuis pendant contre il elle ils elles on nous vous je j tu me m te t se s lui leur leurs son sa ses notre "
    "votre mon ma mes ton si parce comme aussi plus très moins lors selon fait y tout tous toute toutes même après "
    "avant encore déjà alors donc ici ainsi afin",
    "ru": "и в во не что на я с со как а то все всё она так его но да ты к у же вы за бы по только ее её мне было вот "
    "от меня еще ещё нет о об из ему теперь когда даже ну ли если уже или ни быть был него до вас вам там потом себя "
    "ничего ей они тут где есть ней для мы тебя их чем была были сам чтоб чтобы без будто раз тоже себе под будет "
    "будут ж тогда кто этот того потому этого этой этом эта эти это какой какая какие каким каких каком здесь мой тем "
    "зачем можно при об над тот та те через про который которая которое которые которых которым кого кому ком кем "
    "свою своей свой своих также он сколько почему однако",
    "uk": "і й та в у не що на я з із зі як а то всі все вона так його але ти до ж ви за би б по тільки її мені було "
    "від мене ще немає про коли навіть чи якщо вже або ні бути був нього вас вам там потім себе нічого їй вони тут де "
    "є для ми тебе їх ніж була були сам без ніби раз теж собі під буде будуть тоді хто цей того тому цього цієї ця ці "
    "це яка яке які який яким яких якому якої якого мій щоб зараз навіщо можна при над через чому кого кому ким також "
    "свою своєї свій він скільки однак",
    "es": "el la los las un una unos unas y o pero no es son era eran fue fueron ha han había qué quién quiénes cuál "
    "cuáles cuándo dónde cómo cuánto cuántos cuántas que de del al a en con por para sin sobre entre desde hasta se su "
    "sus lo le les como más muy también según este esta estos estas ese esa hay está están ser si ya porque durante",
    "it": "il lo la i gli le un uno una e o ma non è sono era erano ha hanno che chi cosa quale quali quando dove "
    "perché come quanto quanti di del della dei delle degli dello dal dalla al alla ai alle in nel nella nei con su "
    "sul sulla per tra fra da si suo sua suoi più anche secondo questo questa questi",
    "pt": "o a os as um uma e ou mas não é são era foi foram tem têm que quem qual quais quando onde como quanto "
    "quantos de do da dos das no na nos nas em com por pelo pela para sem sobre entre se seu sua seus mais muito "
    "também segundo este esta isso ao à às já ser está",
    "nl": "de het een en of maar niet is zijn was waren wordt werden heeft hebben had kan wie wat wanneer waar waarom "
    "hoe welke hoeveel van voor met op aan bij naar uit in te tot om over door tegen zonder onder hij zij ze wij we ik "
    "zich ook nog dan dat die deze dit als er volgens",
    "pl": "i w we nie na z ze do to że się jest są był była było były co kto kiedy gdzie dlaczego jak jaki jaka jakie "
    "który która które o od po przez dla przy pod nad za ale lub oraz czy już tylko jego jej ich go tego tym ten ta te "
    "według ile",
    "tr": "ve bir bu da de ne kim nerede nasıl neden niçin hangi kaç için ile çok daha en gibi olarak olan oldu ise "
    "değil var yok mi mı mu mü sonra kadar ya o şu ama ki tarafından hangisi nedir kimdir kimin",
    "sv": "och att det som en ett i på är av för med till den de inte var har om han hon jag vi från vad vem när hur "
    "varför vilken vilka men eller efter under hade blev blir sig sin",
    "cs": "a v ve na se je že s z do o i to jako za by ale si po co kdo kdy kde proč jak který která které jsou byl "
    "byla bylo byly pro od při podle není jeho její jejich nebo také už až mezi",
    "ro": "și în la de pe cu un o este sunt a fost au că nu din pentru care ce cine când unde cum mai se sau dar prin "
    "după fi ale lui",
    "bg": "и в на да се не от за е с че по са като до ще но това той тя те кой какво кога къде защо как който която "
    "които бе беше един една при след или си има със във този тази",
    "be": "і ў у не на з што як а да за па для гэта ён яна яны мы але калі дзе хто які якая якія яго яе быў была былі "
    "ці або ад пры таксама каб",
    "sr": "и у на је се да не са за од су који која које како али или као то што ко где када зашто био била из по није",
}


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the function words of an ISO 639-1 `language`; none for a language that is not listed."""
    return frozenset(_WORDS.get(language, "").split())


@cache
def languages_by_word() -> dict[str, tuple[str, ...]]:
    """Return the languages that hold each function word, the supported languages first."""
    known: dict[str, tuple[str, ...]] = {}
    for language in _WORDS:
        for word in function_words(language):
            known[word] = (*known.get(word, ()), language)
    return known
