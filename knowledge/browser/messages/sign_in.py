"""The words of signing in and out."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.types import Language

WORDS: Mapping[str, Mapping[Language, str]] = {
    "sign-in": {"he": "כניסה למאגר", "en": "Sign in"},
    "sign-in-lead": {
        "he": "כתבו את השם והסיסמה שקיבלתם ממי שמפעיל את המאגר.",
        "en": "Give the name and password that you have from whoever runs the library.",
    },
    "user-name": {"he": "שם משתמש", "en": "User name"},
    "password": {"he": "סיסמה", "en": "Password"},
    "enter": {"he": "כניסה", "en": "Sign in"},
    "forgotten": {
        "he": "שכחתם את הסיסמה? פנו למי שמפעיל את המאגר כדי לקבל חדשה.",
        "en": "Forgot the password? Whoever runs the library can set a new one.",
    },
    "sign-in-wrong": {
        "he": "שם המשתמש או הסיסמה שגויים. בדקו את שפת המקלדת ונסו שוב.",
        "en": "The user name or the password is wrong. Check the keyboard’s language and try again.",
    },
    "sign-in-wait.1": {
        "he": "היו יותר מדי ניסיונות שלא הצליחו. נסו שוב בעוד שנייה אחת.",
        "en": "Too many attempts failed. Try again in one second.",
    },
    "sign-in-wait": {
        "he": "היו יותר מדי ניסיונות שלא הצליחו. נסו שוב בעוד {} שניות.",
        "en": "Too many attempts failed. Try again in {} seconds.",
    },
    "sign-in-foreign": {
        "he": "הטופס לא נשלח מן הדף הזה, ולכן לא התקבל. נסו שוב מכאן.",
        "en": "The form was not sent from this page, so it was not accepted. Try again from here.",
    },
    "sign-in-large": {
        "he": "נשלח יותר מדי טקסט. כתבו רק שם וסיסמה.",
        "en": "Too much text was sent. Give only a name and a password.",
    },
    "sign-in-unavailable": {
        "he": "אי אפשר להיכנס כרגע. פנו למי שמפעיל את המאגר: הפרטים נרשמו ביומן השרת.",
        "en": "Signing in does not work now. Tell whoever runs the library: the server’s log has the details.",
    },
    "signed-out": {"he": "יצאתם מן המאגר.", "en": "You are signed out."},
    "signed-in-as": {"he": "מחוברים בשם", "en": "Signed in as"},
    "sign-out": {"he": "יציאה", "en": "Sign out"},
    "sign-out-sure": {
        "he": "לצאת מן המאגר? הדפים הפתוחים בדפדפן זה ינותקו, ומה ששמרתם יישאר.",
        "en": "Sign out? The pages that are open in this browser will be disconnected; what you have kept stays.",
    },
    "sign-out-stay": {"he": "חזרה למאגר", "en": "Back to the library"},
    "proxy-needed": {
        "he": "למאגר נכנסים דרך מערכת הכניסה של הארגון. פתחו אותו בכתובת שקיבלתם; אם משם הגעתם, פנו למי שמפעיל אותו.",
        "en": "The library is entered through your organisation’s sign-in. Open it at the address you were given; if "
        "that is where you came from, tell whoever runs it.",
    },
    "only-here": {
        "he": "מאגר זה פועל ללא כניסה בסיסמה, ולכן אפשר לפתוח אותו רק מן המחשב שבו הוא רץ.",
        "en": "This library runs without sign-in, so it can only be opened on the computer that it runs on.",
    },
}
